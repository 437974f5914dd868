package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Selectors;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.List;

/**
 * How far the numbers of Pods may differ between parts of the cluster.
 *
 * @param topologyKey label of nodes whose value names the part
 * @param selector the Pods that count; null for those of the same owner
 * @param minDomains with fewer parts than this the fewest count as none
 */
record SpreadConstraint(
    String topologyKey,
    int maxSkew,
    int minDomains,
    LabelSelector selector,
    boolean honorAffinity,
    boolean honorTaints) {

  /** What upstream has where neither the Pod nor the configuration says anything. */
  private static final List<SpreadConstraint> DEFAULTS =
      List.of(
          new SpreadConstraint("kubernetes.io/hostname", 3, 0, null, true, false),
          new SpreadConstraint("topology.kubernetes.io/zone", 5, 0, null, true, false));

  static List<SpreadConstraint> required(PodInfo pod) {
    return of(pod, "DoNotSchedule");
  }

  static List<SpreadConstraint> preferred(PodInfo pod) {
    if (!isDefault(pod)) return of(pod, "ScheduleAnyway");
    return pod.owner().isEmpty() ? List.of() : DEFAULTS;
  }

  /** Whether the Pod says nothing itself. */
  static boolean isDefault(PodInfo pod) {
    List<TopologySpreadConstraint> own = pod.pod().getSpec().getTopologySpreadConstraints();
    return own == null || own.isEmpty();
  }

  /** Whether another Pod is one of those that count. */
  boolean counts(PodInfo pod, PodInfo other) {
    if (other.terminating() || !other.namespace().equals(pod.namespace())) return false;
    return selector == null
        ? pod.owner().equals(other.owner())
        : Selectors.matches(selector, other.labels());
  }

  /** Whether a node is one of those that are compared. */
  boolean includes(PodInfo pod, NodeInfo node) {
    return (!honorAffinity || NodeAffinity.matches(pod.pod(), node))
        && (!honorTaints || !Tolerations.keptOff(pod.pod(), node.node()));
  }

  private static List<SpreadConstraint> of(PodInfo pod, String whenUnsatisfiable) {
    if (isDefault(pod)) return List.of();
    return pod.pod().getSpec().getTopologySpreadConstraints().stream()
        .filter(constraint -> constraint.getWhenUnsatisfiable().equals(whenUnsatisfiable))
        .map(constraint -> of(pod, constraint))
        .toList();
  }

  private static SpreadConstraint of(PodInfo pod, TopologySpreadConstraint constraint) {
    Integer minDomains = constraint.getMinDomains();
    return new SpreadConstraint(
        constraint.getTopologyKey(),
        constraint.getMaxSkew(),
        minDomains == null ? 1 : minDomains,
        selector(pod, constraint),
        !"Ignore".equals(constraint.getNodeAffinityPolicy()),
        "Honor".equals(constraint.getNodeTaintsPolicy()));
  }

  /** An absent selector matches no Pod. */
  private static LabelSelector selector(PodInfo pod, TopologySpreadConstraint constraint) {
    LabelSelector selector = constraint.getLabelSelector();
    if (selector == null) {
      return new LabelSelectorBuilder()
          .addToMatchExpressions(new LabelSelectorRequirement("", "Exists", List.of()))
          .build();
    }
    if (constraint.getMatchLabelKeys() == null) return selector;
    LabelSelectorBuilder builder = new LabelSelectorBuilder(selector);
    for (String key : constraint.getMatchLabelKeys()) {
      String value = pod.labels().get(key);
      if (value != null)
        builder.addToMatchExpressions(new LabelSelectorRequirement(key, "In", List.of(value)));
    }
    return builder.build();
  }
}
