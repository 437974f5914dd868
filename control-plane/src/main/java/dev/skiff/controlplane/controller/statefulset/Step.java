package dev.skiff.controlplane.controller.statefulset;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done next for a StatefulSet. In order, nothing is done to a Pod before all of lower
 * ordinals are well, and to none on the way down before all of higher ordinals are gone.
 *
 * @param create ordinals that need a Pod
 * @param delete Pods that have to go
 */
record Step(List<Integer> create, List<Pod> delete) {

  static Step of(Replicas replicas) {
    Step step = new Step(new ArrayList<>(), new ArrayList<>());
    if (step.fill(replicas) && step.shrink(replicas) && replicas.rolling()) step.update(replicas);
    return step;
  }

  /** Makes what is missing; false if everything else has to wait for it. */
  private boolean fill(Replicas replicas) {
    int ordinal = Replicas.start(replicas.set());
    for (Pod pod : replicas.slots()) {
      boolean acted = false;
      if (pod == null) {
        create.add(ordinal);
        acted = true;
      } else if (Pods.finished(pod)) {
        if (!Pods.terminating(pod)) delete.add(pod);
        acted = true;
      }
      if (replicas.ordered() && (acted || !replicas.healthy(pod))) return false;
      ordinal++;
    }
    return create.isEmpty() && delete.isEmpty();
  }

  /** Removes what is too many; false if an update has to wait for it. */
  private boolean shrink(Replicas replicas) {
    List<Pod> condemned = replicas.condemned();
    if (!replicas.ordered()) {
      condemned.stream().filter(pod -> !Pods.terminating(pod)).forEach(delete::add);
      return true;
    }
    if (condemned.isEmpty()) return true;
    Pod highest = condemned.getFirst();
    if (Pods.terminating(highest)) return false;
    // A sick Pod holds up the others, but not its own removal when it is the lowest sick one.
    Pod lowestSick =
        condemned.reversed().stream()
            .filter(pod -> !replicas.healthy(pod))
            .findFirst()
            .orElse(null);
    if (replicas.available(highest) || highest == lowestSick) delete.add(highest);
    return false;
  }

  /** Replaces the highest Pod of an old revision, down to the partition. */
  private void update(Replicas replicas) {
    List<Pod> slots = replicas.slots();
    for (int slot = slots.size() - 1; slot >= replicas.partition(); slot--) {
      Pod pod = slots.get(slot);
      if (old(replicas, pod) && !Pods.terminating(pod)) {
        delete.add(pod);
        return;
      }
      if (!replicas.healthy(pod)) return;
    }
  }

  private static boolean old(Replicas replicas, Pod pod) {
    return !Replicas.revision(pod).equals(replicas.updateRevision());
  }
}
