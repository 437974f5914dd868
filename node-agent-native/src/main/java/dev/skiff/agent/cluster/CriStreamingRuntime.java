package dev.skiff.agent.cluster;

import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.cri.v1.AttachRequest;
import dev.skiff.agent.cri.v1.Container;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ExecRequest;
import dev.skiff.agent.cri.v1.PodSandbox;
import dev.skiff.agent.cri.v1.PodSandboxState;
import dev.skiff.agent.cri.v1.PortForwardRequest;
import dev.skiff.agent.server.NoSuchTargetException;
import dev.skiff.agent.server.StreamingRuntime;
import dev.skiff.agent.server.Streams;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Streaming sessions of a runtime that speaks CRI. */
public final class CriStreamingRuntime implements StreamingRuntime {

  private final RuntimeService runtime;

  public CriStreamingRuntime(RuntimeService runtime) {
    this.runtime = runtime;
  }

  @Override
  public URI exec(
      String namespace, String pod, String container, List<String> command, Streams streams) {
    return URI.create(
        runtime.exec(
            ExecRequest.newBuilder()
                .setContainerId(containerId(namespace, pod, container))
                .addAllCmd(command)
                .setTty(streams.tty())
                .setStdin(streams.stdin())
                .setStdout(streams.stdout())
                .setStderr(streams.stderr())
                .build()));
  }

  @Override
  public URI attach(String namespace, String pod, String container, Streams streams) {
    return URI.create(
        runtime.attach(
            AttachRequest.newBuilder()
                .setContainerId(containerId(namespace, pod, container))
                .setTty(streams.tty())
                .setStdin(streams.stdin())
                .setStdout(streams.stdout())
                .setStderr(streams.stderr())
                .build()));
  }

  @Override
  public URI portForward(String namespace, String pod, List<Integer> ports) {
    PodSandbox sandbox =
        runtime
            .listPodSandbox(Map.of(CriLabels.POD_NAMESPACE, namespace, CriLabels.POD_NAME, pod))
            .stream()
            .filter(candidate -> candidate.getState() == PodSandboxState.SANDBOX_READY)
            .findFirst()
            .orElseThrow(
                () -> new NoSuchTargetException("pod \"%s\" is not running".formatted(pod)));
    return URI.create(
        runtime.portForward(
            PortForwardRequest.newBuilder()
                .setPodSandboxId(sandbox.getId())
                .addAllPort(ports)
                .build()));
  }

  private String containerId(String namespace, String pod, String container) {
    return runtime
        .listContainers(
            Map.of(
                CriLabels.POD_NAMESPACE, namespace,
                CriLabels.POD_NAME, pod,
                CriLabels.CONTAINER_NAME, container))
        .stream()
        .filter(candidate -> candidate.getState() == ContainerState.CONTAINER_RUNNING)
        .findFirst()
        .map(Container::getId)
        .orElseThrow(
            () -> new NoSuchTargetException("container not found (\"%s\")".formatted(container)));
  }
}
