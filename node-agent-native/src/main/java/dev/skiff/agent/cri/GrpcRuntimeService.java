package dev.skiff.agent.cri;

import static dev.skiff.agent.cri.Calls.call;
import static dev.skiff.agent.cri.Calls.callIgnoringNotFound;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.agent.cri.v1.*;
import io.grpc.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@link RuntimeService} by gRPC. */
final class GrpcRuntimeService implements RuntimeService {

  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  /** A sandbox waits for the network plugin, a container for its file system. */
  private static final Duration CREATE_TIMEOUT = Duration.ofMinutes(4);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How long a runtime may keep silent before it counts as down; as long as upstream waits. */
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final RuntimeServiceGrpc.RuntimeServiceBlockingStub stub;
  private final Duration silence;

  GrpcRuntimeService(Channel channel) {
    this(channel, SILENCE);
  }

  GrpcRuntimeService(Channel channel, Duration silence) {
    stub = RuntimeServiceGrpc.newBlockingStub(channel);
    this.silence = silence;
  }

  @Override
  public VersionResponse version() {
    return call(() -> within(silence).version(VersionRequest.getDefaultInstance()));
  }

  @Override
  public RuntimeStatus status() {
    return call(() -> within(silence).status(StatusRequest.getDefaultInstance()).getStatus());
  }

  @Override
  public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
    var request =
        RunPodSandboxRequest.newBuilder().setConfig(config).setRuntimeHandler(runtimeHandler);
    return call(() -> within(CREATE_TIMEOUT).runPodSandbox(request.build()).getPodSandboxId());
  }

  @Override
  public void stopPodSandbox(String id) {
    var request = StopPodSandboxRequest.newBuilder().setPodSandboxId(id).build();
    callIgnoringNotFound(() -> within(TIMEOUT).stopPodSandbox(request));
  }

  @Override
  public void removePodSandbox(String id) {
    var request = RemovePodSandboxRequest.newBuilder().setPodSandboxId(id).build();
    callIgnoringNotFound(() -> within(TIMEOUT).removePodSandbox(request));
  }

  @Override
  public PodSandboxStatus podSandboxStatus(String id) {
    var request = PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).build();
    return call(() -> within(TIMEOUT).podSandboxStatus(request).getStatus());
  }

  @Override
  public List<PodSandbox> listPodSandbox(Map<String, String> labels) {
    var filter = PodSandboxFilter.newBuilder().putAllLabelSelector(labels);
    var request = ListPodSandboxRequest.newBuilder().setFilter(filter).build();
    return call(() -> within(TIMEOUT).listPodSandbox(request).getItemsList());
  }

  @Override
  public String createContainer(
      String sandboxId, ContainerConfig config, PodSandboxConfig sandbox) {
    var request =
        CreateContainerRequest.newBuilder()
            .setPodSandboxId(sandboxId)
            .setConfig(config)
            .setSandboxConfig(sandbox)
            .build();
    return call(() -> within(CREATE_TIMEOUT).createContainer(request).getContainerId());
  }

  @Override
  public void startContainer(String id) {
    var request = StartContainerRequest.newBuilder().setContainerId(id).build();
    call(() -> within(TIMEOUT).startContainer(request));
  }

  @Override
  public void stopContainer(String id, Duration grace) {
    var request =
        StopContainerRequest.newBuilder().setContainerId(id).setTimeout(grace.toSeconds()).build();
    callIgnoringNotFound(() -> within(TIMEOUT.plus(grace)).stopContainer(request));
  }

  @Override
  public void removeContainer(String id) {
    var request = RemoveContainerRequest.newBuilder().setContainerId(id).build();
    callIgnoringNotFound(() -> within(TIMEOUT).removeContainer(request));
  }

  @Override
  public List<Container> listContainers(Map<String, String> labels) {
    var filter = ContainerFilter.newBuilder().putAllLabelSelector(labels);
    var request = ListContainersRequest.newBuilder().setFilter(filter).build();
    return call(() -> within(TIMEOUT).listContainers(request).getContainersList());
  }

  @Override
  public ContainerStatus containerStatus(String id) {
    var request = ContainerStatusRequest.newBuilder().setContainerId(id).build();
    return call(() -> within(TIMEOUT).containerStatus(request).getStatus());
  }

  @Override
  public int containerPid(String id) {
    var request = ContainerStatusRequest.newBuilder().setContainerId(id).setVerbose(true).build();
    return pid(call(() -> within(TIMEOUT).containerStatus(request).getInfoMap()));
  }

  @Override
  public int podSandboxPid(String id) {
    var request = PodSandboxStatusRequest.newBuilder().setPodSandboxId(id).setVerbose(true).build();
    return pid(call(() -> within(TIMEOUT).podSandboxStatus(request).getInfoMap()));
  }

  /** containerd and CRI-O describe more in a JSON text under "info". */
  private static int pid(Map<String, String> verbose) {
    try {
      String info = verbose.get("info");
      return info == null ? 0 : JSON.readTree(info).path("pid").asInt();
    } catch (JsonProcessingException e) {
      return 0;
    }
  }

  @Override
  public void updateContainerResources(String id, LinuxContainerResources resources) {
    var request =
        UpdateContainerResourcesRequest.newBuilder().setContainerId(id).setLinux(resources).build();
    call(() -> within(TIMEOUT).updateContainerResources(request));
  }

  @Override
  public void reopenContainerLog(String id) {
    var request = ReopenContainerLogRequest.newBuilder().setContainerId(id).build();
    call(() -> within(TIMEOUT).reopenContainerLog(request));
  }

  @Override
  public ExecSyncResponse execSync(String id, List<String> command, Duration timeout) {
    var request =
        ExecSyncRequest.newBuilder()
            .setContainerId(id)
            .addAllCmd(command)
            .setTimeout(timeout.toSeconds())
            .build();
    // The runtime's own limit comes first; ours is for a runtime that hangs.
    return call(() -> (timeout.isZero() ? stub : within(timeout.plus(TIMEOUT))).execSync(request));
  }

  @Override
  public String exec(ExecRequest request) {
    return call(() -> within(TIMEOUT).exec(request).getUrl());
  }

  @Override
  public String attach(AttachRequest request) {
    return call(() -> within(TIMEOUT).attach(request).getUrl());
  }

  @Override
  public String portForward(PortForwardRequest request) {
    return call(() -> within(TIMEOUT).portForward(request).getUrl());
  }

  @Override
  public List<ContainerStats> listContainerStats(Map<String, String> labels) {
    var filter = ContainerStatsFilter.newBuilder().putAllLabelSelector(labels);
    var request = ListContainerStatsRequest.newBuilder().setFilter(filter).build();
    return call(() -> within(TIMEOUT).listContainerStats(request).getStatsList());
  }

  private RuntimeServiceGrpc.RuntimeServiceBlockingStub within(Duration limit) {
    return stub.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
