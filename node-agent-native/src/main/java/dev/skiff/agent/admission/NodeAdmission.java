package dev.skiff.agent.admission;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The pods that this node has let in, with the resources it has given them, and the door to it: a
 * pod that was bound to the node and cannot run there is rejected, a resize that does not fit is
 * deferred until it does (KEP-1287). Safe for use by several threads.
 */
public final class NodeAdmission {

  private final NodeObject node;
  private final Map<String, Quantity> allocatable;
  private final Map<String, Pod> admitted = new HashMap<>();
  private final Map<String, PendingResize> pending = new HashMap<>();

  /** What pods have for which more, or less, is reserved in {@link #admitted}. */
  private final Map<String, Pod> reserving = new HashMap<>();

  private Set<String> pressure = Set.of();

  /**
   * A node without pods.
   *
   * @param allocatable what pods may have of it
   */
  public NodeAdmission(NodeObject node, Map<String, Quantity> allocatable) {
    this.node = node;
    this.allocatable = allocatable;
  }

  /** Lets a pod in: null, or why it cannot run here. */
  public Rejection admit(Pod pod) {
    if (admit(pod, node.known()) == null) {
      return null;
    }
    // What seems wrong may be a change of the Node that has not come here yet. The API is asked
    // while nobody waits for this.
    return admit(pod, node.fresh());
  }

  private synchronized Rejection admit(Pod pod, Node node) {
    Rejection rejection = check(pod, node);
    if (rejection == null) {
      admitted.put(uid(pod), pod);
    }
    return rejection;
  }

  /** Counts a pod that was let in by an earlier run of the agent, with what it was given then. */
  public synchronized void adopt(Pod pod) {
    admitted.put(uid(pod), pod);
  }

  /**
   * Gives a pod other resources: null, or why not (yet): reason is Deferred or Infeasible.
   *
   * @param desired the pod as its spec wants it
   * @param granted called on another thread when a deferred resize has become possible; the
   *     resources are then reserved, and asking once more gives them
   */
  public synchronized Rejection resize(Pod desired, Runnable granted) {
    String uid = uid(desired);
    PendingResize before = pending.remove(uid);
    Rejection infeasible = new NodeFit(allocatable, node.known()).checkCapacity(desired);
    if (infeasible != null) {
      giveBack(uid);
      return infeasible;
    }
    // A pod asks again whenever something happens to it: what is known of the Node has to do.
    Rejection rejection = check(desired, node.known());
    if (rejection == null) {
      reserving.remove(uid);
      give(desired);
      return null;
    }
    giveBack(uid);
    Instant since = before == null ? Instant.now() : before.since();
    pending.put(uid, new PendingResize(desired, since, granted));
    return new Rejection("Deferred", rejection.message());
  }

  /** The pod's spec wants what the pod has: a deferred resize of it is off. */
  public synchronized void withdraw(String uid) {
    pending.remove(uid);
    giveBack(uid);
  }

  /** Nothing of the pod runs any more: what it had is free. */
  public synchronized void release(String uid) {
    pending.remove(uid);
    reserving.remove(uid);
    if (admitted.remove(uid) != null) {
      retry();
    }
  }

  /**
   * Keeps pods away that conditions such as MemoryPressure keep away; resizes that waited for the
   * end of one are looked at again.
   */
  public synchronized void pressure(Set<String> conditions) {
    boolean eased = !conditions.containsAll(pressure);
    pressure = conditions;
    if (eased) {
      retry();
    }
  }

  /** The pods that were let in and not released, with what they were given. */
  public synchronized List<Pod> pods() {
    return List.copyOf(admitted.values());
  }

  private void give(Pod pod) {
    Pod before = admitted.put(uid(pod), pod);
    if (before != null && PendingResize.shrinks(before, pod)) {
      retry();
    }
  }

  /** What was reserved for a resize that the pod does not want any more. */
  private void giveBack(String uid) {
    Pod before = reserving.remove(uid);
    if (before != null) {
      admitted.put(uid, before);
      retry();
    }
  }

  /** Grants what has become possible, the most important first. */
  private void retry() {
    List<PendingResize> waiting = new ArrayList<>(pending.values());
    waiting.sort(PendingResize.order(admitted));
    for (PendingResize resize : waiting) {
      if (check(resize.desired(), node.known()) == null) {
        String uid = uid(resize.desired());
        pending.remove(uid);
        reserving.put(uid, admitted.put(uid, resize.desired()));
        resize.granted().run();
      }
    }
  }

  private Rejection check(Pod pod, Node node) {
    Collection<Pod> others =
        admitted.values().stream().filter(other -> !uid(other).equals(uid(pod))).toList();
    Rejection rejection = PressureAdmission.check(pod, pressure);
    return rejection != null
        ? rejection
        : PodAdmission.check(pod, others, node, new NodeFit(allocatable, node));
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }
}
