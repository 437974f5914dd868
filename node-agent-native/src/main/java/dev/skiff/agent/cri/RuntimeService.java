package dev.skiff.agent.cri;

import dev.skiff.agent.cri.v1.*;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Sandboxes and containers of the runtime, as CRI v1 defines them. Calls block the (virtual) thread
 * and end with a {@link CriException} when the runtime refuses, is away or the thread is
 * interrupted.
 */
public interface RuntimeService {

  /** Name and version of the runtime. */
  VersionResponse version();

  /** The conditions RuntimeReady and NetworkReady. */
  RuntimeStatus status();

  /** Makes and starts a sandbox. Returns its id. */
  String runPodSandbox(PodSandboxConfig config, String runtimeHandler);

  /** Ends all of a sandbox' containers and its network; may be repeated. */
  void stopPodSandbox(String id);

  /** Removes a sandbox and its containers; may be repeated. */
  void removePodSandbox(String id);

  /** One sandbox; {@link CriException#notFound()} when there is none. */
  PodSandboxStatus podSandboxStatus(String id);

  /** All sandboxes with these labels. */
  List<PodSandbox> listPodSandbox(Map<String, String> labels);

  /** Makes a container, not started. Returns its id. */
  String createContainer(String sandboxId, ContainerConfig config, PodSandboxConfig sandbox);

  /** Starts a container. */
  void startContainer(String id);

  /** SIGTERM, then SIGKILL after {@code grace}; returns when the container has ended. */
  void stopContainer(String id, Duration grace);

  /** Removes an ended container; may be repeated. */
  void removeContainer(String id);

  /** All containers, in every state, with these labels. */
  List<Container> listContainers(Map<String, String> labels);

  /** One container; {@link CriException#notFound()} when there is none. */
  ContainerStatus containerStatus(String id);

  /**
   * The process id of a running container's init process in the agent's pid namespace, 0 when the
   * runtime does not tell.
   */
  int containerPid(String id);

  /** As {@link #containerPid}, of the process that holds a sandbox' namespaces. */
  int podSandboxPid(String id);

  /** Changes what a running container may use; what is 0 stays as it is. */
  void updateContainerResources(String id, LinuxContainerResources resources);

  /** Makes the runtime open the log file anew, after it was moved away. */
  void reopenContainerLog(String id);

  /**
   * Runs a command in a container and waits for its end.
   *
   * @param timeout zero for none; exceeding it is a {@link CriException#deadlineExceeded()}
   */
  ExecSyncResponse execSync(String id, List<String> command, Duration timeout);

  /** Prepares an exec session. Returns the URL of the runtime's streaming server. */
  String exec(ExecRequest request);

  /** Prepares an attach session. Returns the URL of the runtime's streaming server. */
  String attach(AttachRequest request);

  /** Prepares port forwarding. Returns the URL of the runtime's streaming server. */
  String portForward(PortForwardRequest request);

  /** Usage of all running containers with these labels. */
  List<ContainerStats> listContainerStats(Map<String, String> labels);
}
