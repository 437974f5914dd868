package dev.skiff.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A node, the Pods on it or assumed to be on it soon, and what they take. Immutable.
 *
 * @param node the Node; null while Pods are known on a node that is not
 * @param podsWithTerms those of the Pods that have an affinity to other Pods: few, as a rule
 */
public record NodeInfo(
    Node node,
    List<PodInfo> pods,
    List<PodInfo> podsWithTerms,
    Resources allocatable,
    Resources requested,
    Resources nonZeroRequested) {
  private static final NodeInfo UNKNOWN =
      new NodeInfo(null, List.of(), List.of(), Resources.NONE, Resources.NONE, Resources.NONE);

  /** A node without Pods. */
  public static NodeInfo of(Node node) {
    return UNKNOWN.withNode(node);
  }

  /** Pods whose node is not known yet. */
  public static NodeInfo unknown() {
    return UNKNOWN;
  }

  public String name() {
    return node.getMetadata().getName();
  }

  public Map<String, String> labels() {
    Map<String, String> labels = node.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** How many Pods fit. */
  public long allowedPods() {
    return allocatable.extended(Resources.PODS);
  }

  public NodeInfo withNode(Node newNode) {
    Resources newAllocatable =
        newNode == null || newNode.getStatus() == null
            ? Resources.NONE
            : Resources.of(newNode.getStatus().getAllocatable());
    return new NodeInfo(newNode, pods, podsWithTerms, newAllocatable, requested, nonZeroRequested);
  }

  public NodeInfo with(PodInfo pod) {
    List<PodInfo> more = new ArrayList<>(pods.size() + 1);
    more.addAll(pods);
    more.add(pod);
    return new NodeInfo(
        node,
        List.copyOf(more),
        withTerms(more),
        allocatable,
        requested.plus(pod.requests()),
        nonZeroRequested.plus(pod.nonZeroRequests()));
  }

  /** Without the Pod of this uid; the same if there is none. */
  public NodeInfo without(String uid) {
    PodInfo gone = null;
    List<PodInfo> fewer = new ArrayList<>(pods.size());
    for (PodInfo pod : pods) {
      if (pod.uid().equals(uid)) gone = pod;
      else fewer.add(pod);
    }
    if (gone == null) return this;
    return new NodeInfo(
        node,
        List.copyOf(fewer),
        withTerms(fewer),
        allocatable,
        requested.minus(gone.requests()),
        nonZeroRequested.minus(gone.nonZeroRequests()));
  }

  private static List<PodInfo> withTerms(List<PodInfo> pods) {
    return pods.stream().filter(pod -> !pod.terms().isEmpty()).toList();
  }
}
