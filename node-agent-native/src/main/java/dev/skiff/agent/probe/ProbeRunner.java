package dev.skiff.agent.probe;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.RuntimeService;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.time.Duration;

/** Runs one probe once. */
public final class ProbeRunner {

  /** Longer output of a command is cut. */
  private static final int MAX_OUTPUT = 10 * 1024;

  private final RuntimeService runtime;

  /** Exec probes run through the runtime; the others connect to the pod. */
  public ProbeRunner(RuntimeService runtime) {
    this.runtime = runtime;
  }

  /**
   * What a probe found.
   *
   * @param message why it failed
   */
  public record Outcome(boolean success, String message) {

    static Outcome succeeded() {
      return new Outcome(true, "");
    }

    static Outcome failed(String message) {
      return new Outcome(false, message);
    }
  }

  /**
   * Runs the probe.
   *
   * @param podIp the pod's address, where the probe does not name a host
   */
  public Outcome run(Probe probe, Container container, String containerId, String podIp) {
    Integer seconds = probe.getTimeoutSeconds();
    Duration timeout = Duration.ofSeconds(seconds == null || seconds <= 0 ? 1 : seconds);
    if (probe.getExec() != null) {
      return exec(probe, containerId, timeout);
    }
    if (probe.getHttpGet() != null) {
      return HttpProbe.run(probe.getHttpGet(), container, podIp, timeout);
    }
    if (probe.getTcpSocket() != null) {
      return TcpProbe.run(probe.getTcpSocket(), container, podIp, timeout);
    }
    if (probe.getGrpc() != null) {
      return GrpcProbe.run(probe.getGrpc(), podIp, timeout);
    }
    return Outcome.failed("missing probe handler");
  }

  private Outcome exec(Probe probe, String containerId, Duration timeout) {
    try {
      var response = runtime.execSync(containerId, probe.getExec().getCommand(), timeout);
      if (response.getExitCode() == 0) {
        return Outcome.succeeded();
      }
      String output = response.getStdout().toStringUtf8() + response.getStderr().toStringUtf8();
      return Outcome.failed(
          output.length() > MAX_OUTPUT ? output.substring(0, MAX_OUTPUT) : output);
    } catch (CriException e) {
      if (e.deadlineExceeded()) {
        return Outcome.failed("command timed out");
      }
      return Outcome.failed(e.toString());
    }
  }
}
