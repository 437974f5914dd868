package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.ClusterSnapshot;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import io.fabric8.kubernetes.api.model.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Nodes and the Pods on them: as informers saw them, and as the scheduler assumes them while a
 * binding is under way. Nominated Pods, for which room is being made, are kept apart. Safe for use
 * by many threads.
 */
final class SchedulerCache {
  private final Map<String, NodeInfo> nodes = new TreeMap<>();
  private final Map<String, String> nodeOfPod = new HashMap<>();
  private final Set<String> assumed = new HashSet<>();
  private final Map<String, Nomination> nominations = new HashMap<>();
  private final Map<String, Map<String, String>> namespaceLabels = new HashMap<>();

  private record Nomination(PodInfo pod, String node) {}

  /** Takes a new state of a node and returns the one before, null if the node is new. */
  synchronized NodeInfo nodeChanged(Node node) {
    String name = node.getMetadata().getName();
    NodeInfo before = nodes.getOrDefault(name, NodeInfo.unknown());
    nodes.put(name, before.withNode(node));
    return before.node() == null ? null : before;
  }

  synchronized NodeInfo node(String name) {
    return nodes.get(name);
  }

  /** Forgets a node and returns its last state, null if it was not known. */
  synchronized NodeInfo nodeGone(String name) {
    NodeInfo before = nodes.get(name);
    change(name, node -> node.withNode(null));
    return before == null || before.node() == null ? null : before;
  }

  /** A Pod is on a node for certain. */
  synchronized void assigned(PodInfo pod, String node) {
    remove(pod.uid());
    put(pod, node);
  }

  /** A Pod will be on a node if all goes well. */
  synchronized void assume(PodInfo pod, String node) {
    remove(pod.uid());
    put(pod, node);
    assumed.add(pod.uid());
  }

  /** Whether the Pod is on a node, for certain or as is assumed. */
  synchronized boolean placed(String uid) {
    return nodeOfPod.containsKey(uid);
  }

  /** It did not go well. Changes nothing if the Pod was seen on its node meanwhile. */
  synchronized void forget(PodInfo pod) {
    if (assumed.contains(pod.uid())) remove(pod.uid());
  }

  /** The Pod takes nothing any more, wherever it was. */
  synchronized void gone(String uid) {
    remove(uid);
  }

  /** Room is being made for a Pod. */
  synchronized void nominate(PodInfo pod, String node) {
    nominations.put(pod.uid(), new Nomination(pod, node));
  }

  /** Returns the Pod if room was kept for it that it does not take; null otherwise. */
  synchronized PodInfo withdrawNomination(String uid) {
    Nomination nomination = nominations.remove(uid);
    boolean unused = nomination != null && !nomination.node.equals(nodeOfPod.get(uid));
    return unused ? nomination.pod : null;
  }

  synchronized void namespace(String name, Map<String, String> labels) {
    if (labels == null) namespaceLabels.remove(name);
    else namespaceLabels.put(name, Map.copyOf(labels));
  }

  /**
   * The cluster as a Pod finds it: nominated Pods that are at least as important count as there.
   */
  synchronized ClusterSnapshot snapshot(PodInfo pod) {
    List<NodeInfo> known = new ArrayList<>(nodes.size());
    for (NodeInfo node : nodes.values()) {
      if (node.node() != null) known.add(withNominated(node, pod));
    }
    return new ClusterSnapshot(known, Map.copyOf(namespaceLabels));
  }

  private NodeInfo withNominated(NodeInfo node, PodInfo pod) {
    NodeInfo result = node;
    for (Nomination nomination : nominations.values()) {
      PodInfo nominated = nomination.pod;
      if (nomination.node.equals(node.name())
          && nominated.priority() >= pod.priority()
          && !nominated.uid().equals(pod.uid())
          && !nodeOfPod.containsKey(nominated.uid())) {
        result = result.with(nominated);
      }
    }
    return result;
  }

  private void put(PodInfo pod, String node) {
    nodeOfPod.put(pod.uid(), node);
    nodes.put(node, nodes.getOrDefault(node, NodeInfo.unknown()).with(pod));
  }

  private void remove(String uid) {
    assumed.remove(uid);
    String node = nodeOfPod.remove(uid);
    if (node != null) change(node, info -> info.without(uid));
  }

  /** Applies a change and drops the entry when neither the node nor a Pod on it is left. */
  private void change(String name, UnaryOperator<NodeInfo> change) {
    nodes.computeIfPresent(
        name,
        (ignored, node) -> {
          NodeInfo changed = change.apply(node);
          return changed.node() == null && changed.pods().isEmpty() ? null : changed;
        });
  }
}
