package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/** One step from an old template to the present one, on as many nodes as may suffer at once. */
final class RollingUpdate {
  private RollingUpdate() {}

  static Changes step(Daemons daemons) {
    return daemons.maxSurge() == 0 ? replace(daemons) : surge(daemons);
  }

  /** Old Pods go; the placement makes new ones afterwards. */
  private static Changes replace(Daemons daemons) {
    List<Pod> broken = new ArrayList<>();
    List<Pod> working = new ArrayList<>();
    int unavailable = 0;
    for (Node node : daemons.nodes()) {
      String name = node.getMetadata().getName();
      List<Pod> pods = daemons.on(name);
      if (pods.size() != 1) {
        // The placement is at work there. A node that wants no Pod is not short of one.
        if (!pods.isEmpty() || daemons.eligible().get(name) == Eligibility.WANTED) unavailable++;
        continue;
      }
      Pod pod = pods.getFirst();
      boolean well = daemons.available(pod) && !Pods.terminating(pod);
      if (!well) unavailable++;
      if (daemons.updated(pod) || Pods.terminating(pod)) continue;
      (well ? working : broken).add(pod);
    }
    List<Pod> delete = new ArrayList<>(broken);
    int room = Math.max(0, daemons.maxUnavailable() - unavailable);
    delete.addAll(working.subList(0, Math.min(room, working.size())));
    return new Changes(List.of(), delete, List.of());
  }

  /** New Pods come beside the old ones, which go when the new ones are available. */
  private static Changes surge(Daemons daemons) {
    List<String> broken = new ArrayList<>();
    List<String> working = new ArrayList<>();
    List<Pod> delete = new ArrayList<>();
    int surging = 0;
    for (Node node : daemons.nodes()) {
      String name = node.getMetadata().getName();
      List<Pod> old = daemons.on(name).stream().filter(pod -> !daemons.updated(pod)).toList();
      List<Pod> updated = daemons.on(name).stream().filter(daemons::updated).toList();
      if (old.size() > 1 || updated.size() > 1) {
        surging++;
      } else if (!old.isEmpty() && updated.isEmpty()) {
        if (Pods.terminating(old.getFirst())) continue;
        (daemons.available(old.getFirst()) ? working : broken).add(name);
      } else if (!old.isEmpty()) {
        if (!daemons.available(updated.getFirst())) surging++;
        else if (!Pods.terminating(old.getFirst())) delete.add(old.getFirst());
      }
    }
    List<String> create = new ArrayList<>(broken);
    int room = Math.max(0, daemons.maxSurge() - surging);
    create.addAll(working.subList(0, Math.min(room, working.size())));
    return new Changes(create, delete, List.of());
  }
}
