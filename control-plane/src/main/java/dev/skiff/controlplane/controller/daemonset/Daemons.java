package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.common.IntOrPercent;
import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDaemonSet;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A DaemonSet, the nodes and its Pods at one moment.
 *
 * @param set what is asked for
 * @param hash of the present revision
 * @param nodes all nodes
 * @param eligible what each node is to the set, by name
 * @param pods its Pods by the node that each is on or meant for
 * @param now the moment
 */
record Daemons(
    DaemonSet set,
    String hash,
    List<Node> nodes,
    Map<String, Eligibility> eligible,
    Map<String, List<Pod>> pods,
    Instant now) {

  static Daemons of(DaemonSet set, String hash, List<Node> nodes, List<Pod> pods, Instant now) {
    Map<String, Eligibility> eligible = new HashMap<>();
    for (Node node : nodes) eligible.put(node.getMetadata().getName(), Eligibility.of(set, node));
    return new Daemons(
        set,
        hash,
        nodes,
        eligible,
        pods.stream().collect(Collectors.groupingBy(DaemonPods::node)),
        now);
  }

  /** The Pods of a node, whatever state they are in. */
  List<Pod> on(String node) {
    return pods.getOrDefault(node, List.of());
  }

  boolean updated(Pod pod) {
    return DaemonPods.updated(pod, hash);
  }

  boolean available(Pod pod) {
    return Pods.available(pod, minReadySeconds(set), now);
  }

  /** On how many nodes the set has to run. */
  int desired() {
    return (int) eligible.values().stream().filter(one -> one == Eligibility.WANTED).count();
  }

  /** On how many nodes two Pods may run during a rolling update. */
  int maxSurge() {
    RollingUpdateDaemonSet parameters = parameters();
    return parameters == null ? 0 : resolve(parameters.getMaxSurge(), "0");
  }

  /** On how many nodes none may run during a rolling update; one, if nothing could move. */
  int maxUnavailable() {
    RollingUpdateDaemonSet parameters = parameters();
    int bearable = parameters == null ? 0 : resolve(parameters.getMaxUnavailable(), "1");
    return bearable == 0 && maxSurge() == 0 ? 1 : bearable;
  }

  static boolean rolling(DaemonSet set) {
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy == null || !"OnDelete".equals(strategy.getType());
  }

  static int minReadySeconds(DaemonSet set) {
    Integer seconds = set.getSpec().getMinReadySeconds();
    return seconds == null ? 0 : seconds;
  }

  private int resolve(IntOrString value, String fallback) {
    return IntOrPercent.resolve(value, fallback, desired(), true);
  }

  private RollingUpdateDaemonSet parameters() {
    if (!rolling(set)) return null;
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy == null ? null : strategy.getRollingUpdate();
  }
}
