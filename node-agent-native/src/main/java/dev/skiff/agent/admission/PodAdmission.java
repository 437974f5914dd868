package dev.skiff.agent.admission;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Map;

/** Everything that keeps a pod out of a node although it was bound to it; the first counts. */
final class PodAdmission {

  private PodAdmission() {}

  /**
   * Null when the pod can run.
   *
   * @param others the pods that are there, this one not among them
   */
  static Rejection check(Pod pod, Collection<Pod> others, Node node, NodeFit fit) {
    Rejection rejection = SafeSysctls.check(pod);
    if (rejection == null) {
      rejection = system(pod, node);
    }
    if (rejection == null) {
      rejection = fit.check(pod, others);
    }
    if (rejection != null) {
      return rejection;
    }
    if (!NodeSelection.matches(pod, node)) {
      return Rejection.predicate(
          "NodeAffinity", "node(s) didn't match Pod's node affinity/selector");
    }
    if (!HostPorts.free(pod, others)) {
      return Rejection.predicate(
          "NodePorts", "node(s) didn't have free ports for the requested pod ports");
    }
    if (!Taints.tolerated(pod, node)) {
      return Rejection.predicate(
          "TaintToleration", "node(s) had taints that the pod didn't tolerate");
    }
    return null;
  }

  private static Rejection system(Pod pod, Node node) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    String label = labels == null ? null : labels.get("kubernetes.io/os");
    if (label != null && !label.equals("linux")) {
      return new Rejection(
          "PodOSSelectorNodeLabelDoesNotMatch",
          "Failed to admit pod as the `kubernetes.io/os` label doesn't match node label");
    }
    if (pod.getSpec().getOs() != null && !"linux".equals(pod.getSpec().getOs().getName())) {
      return new Rejection(
          "PodOSNotSupported", "Failed to admit pod as the OS field doesn't match node OS");
    }
    var context = pod.getSpec().getSecurityContext();
    if (context != null
        && "Strict".equals(context.getSupplementalGroupsPolicy())
        && !supportsStrictGroups(node)) {
      return new Rejection(
          "SupplementalGroupsPolicyNotSupported",
          "SupplementalGroupsPolicy=Strict is not supported in this node");
    }
    return null;
  }

  private static boolean supportsStrictGroups(Node node) {
    var status = node.getStatus();
    return status != null
        && status.getFeatures() != null
        && Boolean.TRUE.equals(status.getFeatures().getSupplementalGroupsPolicy());
  }
}
