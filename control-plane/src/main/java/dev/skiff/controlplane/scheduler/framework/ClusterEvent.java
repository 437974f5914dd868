package dev.skiff.controlplane.scheduler.framework;

/** A change that may make room for a Pod that waits. */
public sealed interface ClusterEvent {

  /**
   * A node appeared or changed.
   *
   * @param before null if it is new
   */
  record NodeChanged(NodeInfo before, NodeInfo after) implements ClusterEvent {}

  /** A node is there no more: what was counted on it does not count. */
  record NodeGone(NodeInfo node) implements ClusterEvent {}

  /** A Pod is on a node now. */
  record PodAssigned(PodInfo pod) implements ClusterEvent {}

  /** A Pod on a node changed its labels or requests. */
  record PodChanged(PodInfo before, PodInfo after) implements ClusterEvent {}

  /** A Pod left a node, ended there, or does not come to where room was kept for it. */
  record PodGone(PodInfo pod) implements ClusterEvent {}

  /** A namespace's labels changed. */
  record NamespaceChanged(String name) implements ClusterEvent {}
}
