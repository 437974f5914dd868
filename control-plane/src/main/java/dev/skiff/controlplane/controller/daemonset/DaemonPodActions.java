package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.common.PodChanges;
import dev.skiff.controlplane.controller.common.PodControl;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes and removes the Pods of DaemonSets. */
final class DaemonPodActions {
  private static final int BURST = 250;

  private final EventRecorder events;
  private final PodChanges podChanges;
  private final PodControl control;

  DaemonPodActions(KubernetesClient client, EventRecorder events, Expectations expectations) {
    this.events = events;
    this.podChanges = new PodChanges(expectations);
    this.control = new PodControl(client, events);
  }

  /**
   * Does some of what is to be done: deletions first, and creations when there are none, because
   * expectations are of one sort at a time. Returns what went wrong, or null.
   */
  Exception carryOut(Request request, DaemonSet set, String hash, Changes changes)
      throws InterruptedException {
    if (!changes.delete().isEmpty()) return delete(request, set, changes);
    if (changes.create().isEmpty()) return null;
    return create(request, set, hash, changes.create());
  }

  private Exception create(Request request, DaemonSet set, String hash, List<String> nodes)
      throws InterruptedException {
    int count = Math.min(nodes.size(), BURST);
    var waiting = new ConcurrentLinkedQueue<>(nodes.subList(0, count));
    return podChanges
        .create(
            request,
            count,
            () -> control.create(set, DaemonPods.forNode(set, hash, waiting.remove())))
        .failure();
  }

  private Exception delete(Request request, DaemonSet set, Changes changes)
      throws InterruptedException {
    List<Pod> victims = changes.delete().stream().limit(BURST).toList();
    victims.forEach(pod -> tellEnded(set, pod, changes));
    return podChanges.delete(request, victims, pod -> control.delete(set, pod)).failure();
  }

  private void tellEnded(DaemonSet set, Pod pod, Changes changes) {
    String place = "%s on node %s".formatted(Request.of(pod), DaemonPods.node(pod));
    if (changes.failed().contains(pod)) {
      events.warning(
          set, "FailedDaemonPod", "Found failed daemon pod " + place + ", will try to kill it");
    } else if (Pods.phase(pod).equals("Succeeded")) {
      events.normal(
          set,
          "SucceededDaemonPod",
          "Found succeeded daemon pod " + place + ", will try to delete it");
    }
  }
}
