package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.common.Pods;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Gives each node that wants one a Pod, and takes away those that do not belong. */
final class Placement {
  private final Daemons daemons;
  private final Predicate<Pod> mayReplace;
  private final List<String> create = new ArrayList<>();
  private final List<Pod> delete = new ArrayList<>();
  private final List<Pod> failed = new ArrayList<>();

  private Placement(Daemons daemons, Predicate<Pod> mayReplace) {
    this.daemons = daemons;
    this.mayReplace = mayReplace;
  }

  /**
   * What is to be done.
   *
   * @param mayReplace whether a failed Pod's back-off is over
   */
  static Changes of(Daemons daemons, Predicate<Pod> mayReplace) {
    Placement placement = new Placement(daemons, mayReplace);
    for (Node node : daemons.nodes()) placement.onNode(node.getMetadata().getName());
    placement.withoutNode();
    return new Changes(placement.create, placement.delete, placement.failed);
  }

  private void onNode(String node) {
    List<Pod> pods = daemons.on(node);
    switch (daemons.eligible().get(node)) {
      case WANTED -> {
        if (pods.isEmpty()) create.add(node);
        else keepOne(pods);
      }
      case TOLERATED -> keepOne(pods);
      case EXCLUDED -> pods.stream().filter(pod -> !Pods.terminating(pod)).forEach(delete::add);
    }
  }

  private void keepOne(List<Pod> pods) {
    List<Pod> running = new ArrayList<>();
    for (Pod pod : pods) {
      if (Pods.terminating(pod)) continue;
      switch (Pods.phase(pod)) {
        case "Failed" -> {
          if (!mayReplace.test(pod)) continue;
          failed.add(pod);
          delete.add(pod);
        }
        case "Succeeded" -> delete.add(pod);
        default -> running.add(pod);
      }
    }
    running.sort(DaemonPods.BY_AGE);
    if (daemons.maxSurge() == 0) {
      delete.addAll(running.subList(Math.min(1, running.size()), running.size()));
    } else {
      keepOneOfEach(running);
    }
  }

  /** While surging an old and a new Pod may be on one node, until the new one is available. */
  private void keepOneOfEach(List<Pod> running) {
    Pod oldest = null;
    Pod newest = null;
    for (Pod pod : running) {
      boolean updated = daemons.updated(pod);
      if (updated && newest == null) newest = pod;
      else if (!updated && oldest == null) oldest = pod;
      else delete.add(pod);
    }
    boolean both = oldest != null && newest != null;
    if (both && (!Pods.ready(oldest) || daemons.available(newest))) delete.add(oldest);
  }

  /** Pods that were meant for a node that is gone would wait for ever. */
  private void withoutNode() {
    daemons
        .pods()
        .forEach(
            (node, pods) -> {
              if (node.isEmpty() || daemons.eligible().containsKey(node)) return;
              pods.stream()
                  .filter(pod -> Pods.node(pod).isEmpty() && !Pods.terminating(pod))
                  .forEach(delete::add);
            });
  }
}
