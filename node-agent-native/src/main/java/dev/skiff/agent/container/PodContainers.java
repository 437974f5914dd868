package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/** Questions about the containers in a pod's spec. */
public final class PodContainers {

  /** The priority of system-cluster-critical. */
  private static final int SYSTEM_CRITICAL = 2_000_000_000;

  private PodContainers() {}

  /** Init containers, sidecars included, never null. */
  public static List<Container> init(Pod pod) {
    List<Container> containers = pod.getSpec().getInitContainers();
    return containers == null ? List.of() : containers;
  }

  /** Init containers and containers, in this order. */
  public static List<Container> all(Pod pod) {
    List<Container> all = new ArrayList<>(init(pod));
    all.addAll(pod.getSpec().getContainers());
    return all;
  }

  /**
   * Ephemeral containers as containers, never null. They are started once, whatever else the pod
   * does, and count for nothing.
   */
  public static List<Container> ephemeral(Pod pod) {
    List<EphemeralContainer> containers = pod.getSpec().getEphemeralContainers();
    return containers == null
        ? List.of()
        : containers.stream().map(PodContainers::asContainer).toList();
  }

  /** The container whose processes an ephemeral container wants to see, or null. */
  public static String targetName(Pod pod, Container container) {
    return pod.getSpec().getEphemeralContainers() == null
        ? null
        : pod.getSpec().getEphemeralContainers().stream()
            .filter(e -> e.getName().equals(container.getName()))
            .map(EphemeralContainer::getTargetContainerName)
            .filter(name -> name != null && !name.isEmpty())
            .findFirst()
            .orElse(null);
  }

  private static Container asContainer(EphemeralContainer ephemeral) {
    Container container = new Container();
    container.setName(ephemeral.getName());
    container.setImage(ephemeral.getImage());
    container.setImagePullPolicy(ephemeral.getImagePullPolicy());
    container.setCommand(ephemeral.getCommand());
    container.setArgs(ephemeral.getArgs());
    container.setWorkingDir(ephemeral.getWorkingDir());
    container.setEnv(ephemeral.getEnv());
    container.setEnvFrom(ephemeral.getEnvFrom());
    container.setVolumeMounts(ephemeral.getVolumeMounts());
    container.setSecurityContext(ephemeral.getSecurityContext());
    container.setStdin(ephemeral.getStdin());
    container.setStdinOnce(ephemeral.getStdinOnce());
    container.setTty(ephemeral.getTty());
    container.setTerminationMessagePath(ephemeral.getTerminationMessagePath());
    container.setTerminationMessagePolicy(ephemeral.getTerminationMessagePolicy());
    return container;
  }

  /** Init containers, containers and ephemeral containers. */
  public static List<Container> everything(Pod pod) {
    List<Container> everything = all(pod);
    everything.addAll(ephemeral(pod));
    return everything;
  }

  /** The init container, container or ephemeral container with a name that the pod has. */
  public static Container named(Pod pod, String name) {
    return everything(pod).stream().filter(c -> c.getName().equals(name)).findFirst().orElseThrow();
  }

  /** An init container that stays running beside the containers (restartPolicy Always). */
  public static boolean isSidecar(Pod pod, Container container) {
    return "Always".equals(container.getRestartPolicy()) && isInit(pod, container);
  }

  /** Whether it is listed among the init containers. */
  public static boolean isInit(Pod pod, Container container) {
    return has(init(pod), container);
  }

  private static boolean has(List<Container> containers, Container container) {
    return containers.stream().anyMatch(c -> c.getName().equals(container.getName()));
  }

  /** Whether the cluster needs the pod: it has one of the system's priorities. */
  public static boolean isCritical(Pod pod) {
    Integer priority = pod.getSpec().getPriority();
    return priority != null && priority >= SYSTEM_CRITICAL;
  }

  /** The restart policy that counts for this container: its own, else the pod's. */
  public static String restartPolicy(Pod pod, Container container) {
    if (container.getRestartPolicy() != null) {
      return container.getRestartPolicy();
    }
    String policy = pod.getSpec().getRestartPolicy();
    return policy == null ? "Always" : policy;
  }

  /** A reference to the pod for events. */
  public static ObjectReference reference(Pod pod) {
    return new ObjectReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Pod")
        .withNamespace(pod.getMetadata().getNamespace())
        .withName(pod.getMetadata().getName())
        .withUid(pod.getMetadata().getUid())
        .withResourceVersion(pod.getMetadata().getResourceVersion())
        .build();
  }

  /** A reference to one container of the pod for events. */
  public static ObjectReference reference(Pod pod, Container container) {
    ObjectReference reference = reference(pod);
    boolean ordinary = has(pod.getSpec().getContainers(), container);
    String list =
        isInit(pod, container) ? "initContainers" : ordinary ? "containers" : "ephemeralContainers";
    reference.setFieldPath("spec." + list + "{" + container.getName() + "}");
    return reference;
  }

  /** {@code name_namespace(uid)}, as messages of the kubelet name a pod. */
  public static String format(Pod pod) {
    return pod.getMetadata().getName()
        + "_"
        + pod.getMetadata().getNamespace()
        + "("
        + pod.getMetadata().getUid()
        + ")";
  }
}
