package dev.skiff.controlplane.controller.statefulset;

import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.history.RevisionHistory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A StatefulSet and its Pods at one moment.
 *
 * @param set what is asked for
 * @param currentRevision name of the revision that a rollout comes from
 * @param updateRevision name of the revision of the present template
 * @param slots the Pod of each wanted ordinal, the lowest first; null where there is none
 * @param condemned Pods that are too many, the highest ordinal first
 * @param now the moment
 */
record Replicas(
    StatefulSet set,
    String currentRevision,
    String updateRevision,
    List<Pod> slots,
    List<Pod> condemned,
    Instant now) {

  static Replicas of(
      StatefulSet set, String currentRevision, String updateRevision, List<Pod> pods, Instant now) {
    Pod[] slots = new Pod[replicas(set)];
    List<Pod> condemned = new ArrayList<>();
    for (Pod pod : pods) {
      int slot = Identity.ordinal(set, pod) - start(set);
      if (slot >= 0 && slot < slots.length) slots[slot] = pod;
      else condemned.add(pod);
    }
    condemned.sort(Comparator.comparingInt((Pod pod) -> Identity.ordinal(set, pod)).reversed());
    return new Replicas(set, currentRevision, updateRevision, Arrays.asList(slots), condemned, now);
  }

  /** Whether one Pod after the other comes and goes. */
  boolean ordered() {
    return !"Parallel".equals(set.getSpec().getPodManagementPolicy());
  }

  /** Whether Pods of old revisions are replaced without being deleted by hand. */
  boolean rolling() {
    var strategy = set.getSpec().getUpdateStrategy();
    return strategy == null || !"OnDelete".equals(strategy.getType());
  }

  /** The name of the revision that a new Pod is made from. */
  String revisionFor(int ordinal) {
    boolean kept = rolling() && ordinal < start(set) + partition();
    return kept ? currentRevision : updateRevision;
  }

  /** Slots below this one keep the current revision. */
  int partition() {
    var strategy = set.getSpec().getUpdateStrategy();
    RollingUpdateStatefulSetStrategy rolling =
        strategy == null ? null : strategy.getRollingUpdate();
    return rolling == null || rolling.getPartition() == null ? 0 : rolling.getPartition();
  }

  boolean healthy(Pod pod) {
    return running(pod) && !Pods.terminating(pod) && available(pod);
  }

  boolean available(Pod pod) {
    return running(pod) && Pods.available(pod, minReadySeconds(set), now);
  }

  static boolean running(Pod pod) {
    return Pods.phase(pod).equals("Running") && Pods.ready(pod);
  }

  /** The name of the revision that a Pod was made from; empty if unknown. */
  static String revision(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(RevisionHistory.POD_LABEL, "");
  }

  static int replicas(StatefulSet set) {
    Integer replicas = set.getSpec().getReplicas();
    return replicas == null ? 1 : replicas;
  }

  static int start(StatefulSet set) {
    var ordinals = set.getSpec().getOrdinals();
    return ordinals == null || ordinals.getStart() == null ? 0 : ordinals.getStart();
  }

  static int minReadySeconds(StatefulSet set) {
    Integer seconds = set.getSpec().getMinReadySeconds();
    return seconds == null ? 0 : seconds;
  }
}
