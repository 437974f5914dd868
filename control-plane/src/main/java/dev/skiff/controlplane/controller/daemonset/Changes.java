package dev.skiff.controlplane.controller.daemonset;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/**
 * What is to be done for a DaemonSet.
 *
 * @param create nodes that need a Pod
 * @param delete Pods that have to go
 * @param failed those of them that have failed
 */
record Changes(List<String> create, List<Pod> delete, List<Pod> failed) {
  boolean isEmpty() {
    return create.isEmpty() && delete.isEmpty();
  }
}
