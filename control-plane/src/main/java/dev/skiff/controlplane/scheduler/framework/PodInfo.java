package dev.skiff.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Map;

/**
 * A Pod with what plugins ask about it again and again, worked out once.
 *
 * @param pod the Pod; not to be changed
 * @param requests what it takes from a node
 * @param nonZeroRequests the same for scores: a container without requests counts for a little
 * @param hostPorts ports of the node that it takes
 * @param terms its affinity to other Pods
 * @param owner uid of its controlling owner; empty if it has none
 */
public record PodInfo(
    Pod pod,
    Resources requests,
    Resources nonZeroRequests,
    List<HostPort> hostPorts,
    PodAffinityTerms terms,
    String owner) {

  public static PodInfo of(Pod pod) {
    return new PodInfo(
        pod,
        PodResources.requests(pod),
        PodResources.nonZeroRequests(pod),
        HostPort.of(pod.getSpec()),
        PodAffinityTerms.of(pod),
        owner(pod));
  }

  private static String owner(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .filter(reference -> Boolean.TRUE.equals(reference.getController()))
        .map(OwnerReference::getUid)
        .findFirst()
        .orElse("");
  }

  public String uid() {
    return pod.getMetadata().getUid();
  }

  public String namespace() {
    return pod.getMetadata().getNamespace();
  }

  public String name() {
    return pod.getMetadata().getName();
  }

  public Map<String, String> labels() {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** Its priority, 0 if it has none. */
  public int priority() {
    Integer priority = pod.getSpec().getPriority();
    return priority == null ? 0 : priority;
  }

  public boolean terminating() {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  @Override
  public String toString() {
    return namespace() + "/" + name();
  }
}
