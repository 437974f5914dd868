package dev.skiff.agent.container;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.cri.v1.ExecSyncResponse;
import dev.skiff.agent.probe.HttpGet;
import dev.skiff.agent.probe.Ports;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/** Runs postStart and preStop hooks. */
public final class LifecycleHooks {

  private static final Duration HTTP_TIMEOUT = Duration.ofSeconds(30);

  private final RuntimeService runtime;

  /** Exec hooks run through the runtime; the others connect to the pod. */
  public LifecycleHooks(RuntimeService runtime) {
    this.runtime = runtime;
  }

  /** A hook that failed; the message may hold output of the container. */
  public static final class HookException extends Exception {
    HookException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Runs a hook to its end. */
  public void run(LifecycleHandler hook, Container container, String containerId, String podIp)
      throws HookException, InterruptedException {
    try {
      if (hook.getExec() != null) {
        ExecSyncResponse response =
            runtime.execSync(containerId, hook.getExec().getCommand(), Duration.ZERO);
        if (response.getExitCode() != 0) {
          throw new HookException(
              "command '%s' exited with %d: %s"
                  .formatted(
                      String.join(" ", hook.getExec().getCommand()),
                      response.getExitCode(),
                      response.getStderr().toStringUtf8()),
              null);
        }
      } else if (hook.getHttpGet() != null) {
        HttpGet.send(HttpGet.target(hook.getHttpGet(), container, podIp), HTTP_TIMEOUT);
      } else if (hook.getTcpSocket() != null) {
        connect(hook, container, podIp);
      } else if (hook.getSleep() != null) {
        Thread.sleep(Duration.ofSeconds(hook.getSleep().getSeconds()));
      }
    } catch (IOException | CriException | IllegalArgumentException e) {
      throw new HookException(e.getMessage(), e);
    }
  }

  private static void connect(LifecycleHandler hook, Container container, String podIp)
      throws IOException {
    String host = hook.getTcpSocket().getHost();
    int port = Ports.resolve(hook.getTcpSocket().getPort(), container);
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(host == null || host.isEmpty() ? podIp : host, port),
          (int) HTTP_TIMEOUT.toMillis());
    }
  }
}
