package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/** Questions about the containers in a pod's spec. */
public final class PodContainers {

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

  /** An init container that stays running beside the containers (restartPolicy Always). */
  public static boolean isSidecar(Pod pod, Container container) {
    return "Always".equals(container.getRestartPolicy())
        && init(pod).stream().anyMatch(c -> c.getName().equals(container.getName()));
  }

  /** Whether it is listed among the init containers. */
  public static boolean isInit(Pod pod, Container container) {
    return init(pod).stream().anyMatch(c -> c.getName().equals(container.getName()));
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
    reference.setFieldPath(
        (isInit(pod, container) ? "spec.initContainers{" : "spec.containers{")
            + container.getName()
            + "}");
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
