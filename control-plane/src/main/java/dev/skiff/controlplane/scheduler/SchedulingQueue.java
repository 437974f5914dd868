package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.QueuedPod.Place;
import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.operator.runtime.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Pods that wait for a node. Active ones are tried in the order of their priority; after an attempt
 * that failed a Pod backs off, 1 s at first and 10 s at most; one that fits nowhere waits until an
 * event happens that may help it. One thread takes Pods, any thread does the rest.
 */
final class SchedulingQueue {
  private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(10);

  /** Judges whether an event may help a Pod that some plugins refused. */
  @FunctionalInterface
  interface Hints {
    boolean mayHelp(ClusterEvent event, PodInfo pod, Set<String> refusedBy);
  }

  private final Timer timer;
  private final Hints hints;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition available = lock.newCondition();
  private final Map<String, QueuedPod> pods = new HashMap<>();
  private final TreeSet<QueuedPod> active =
      new TreeSet<>(
          Comparator.<QueuedPod>comparingInt(queued -> -queued.pod.priority())
              .thenComparingLong(queued -> queued.sequence));

  /** The Pod that a place is being looked for, and what happened meanwhile. */
  private QueuedPod trying;

  private final List<ClusterEvent> missed = new ArrayList<>();

  private long sequence;

  SchedulingQueue(Timer timer, Hints hints) {
    this.timer = timer;
    this.hints = hints;
  }

  /** Takes a Pod that wants a node, or a new state of it. */
  void put(PodInfo pod) {
    lock.lock();
    try {
      if (update(pod)) return;
      QueuedPod queued = new QueuedPod(pod);
      pods.put(pod.uid(), queued);
      activate(queued);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a new state of a Pod that is here, or being tried; returns whether it is. */
  boolean update(PodInfo pod) {
    lock.lock();
    try {
      QueuedPod queued = pods.get(pod.uid());
      if (queued == null) return false;
      boolean active = this.active.remove(queued);
      boolean asksAnew = asksAnew(queued.pod, pod);
      queued.pod = pod;
      if (active) this.active.add(queued);
      else if (asksAnew && queued.place == Place.UNSCHEDULABLE) wakeLater(queued);
      else if (asksAnew && queued.place == Place.IN_FLIGHT) queued.askedAnew = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** The Pod wants no node any more. */
  void remove(String uid) {
    lock.lock();
    try {
      QueuedPod queued = pods.remove(uid);
      if (queued == null) return;
      active.remove(queued);
      queued.wake.run();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next Pod to try. */
  QueuedPod take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (active.isEmpty()) available.await();
      QueuedPod queued = active.pollFirst();
      queued.place = Place.IN_FLIGHT;
      queued.attempts++;
      queued.askedAnew = false;
      trying = queued;
      return queued;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A Pod fits nowhere: it waits for an event, unless one happened meanwhile or it asks for
   * something else by now.
   */
  void unschedulable(QueuedPod queued, Set<String> refusedBy) {
    lock.lock();
    try {
      List<ClusterEvent> meanwhile = ended(queued);
      if (pods.get(queued.pod.uid()) != queued) return;
      queued.tried = timer.instant();
      queued.refusedBy = refusedBy;
      queued.place = Place.UNSCHEDULABLE;
      boolean helped = meanwhile.stream().anyMatch(event -> mayHelp(event, queued));
      if (helped || queued.askedAnew) wakeLater(queued);
    } finally {
      lock.unlock();
    }
  }

  /** A place was found: what happens from now on does not matter to the attempt. */
  void placed(QueuedPod queued) {
    lock.lock();
    try {
      ended(queued);
    } finally {
      lock.unlock();
    }
  }

  /** Nobody may be tried for long: what happens then is not remembered. */
  private List<ClusterEvent> ended(QueuedPod queued) {
    if (trying != queued) return List.of();
    trying = null;
    List<ClusterEvent> meanwhile = List.copyOf(missed);
    missed.clear();
    return meanwhile;
  }

  /** An attempt broke, which says nothing about the Pod: it is tried again after its back-off. */
  void retry(QueuedPod queued) {
    lock.lock();
    try {
      ended(queued);
      if (pods.get(queued.pod.uid()) != queued) return;
      queued.tried = timer.instant();
      queued.refusedBy = Set.of();
      wakeLater(queued);
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the Pods that an event may help. */
  void happened(ClusterEvent event) {
    lock.lock();
    try {
      if (trying != null) missed.add(event);
      for (QueuedPod queued : pods.values()) {
        if (queued.place == Place.UNSCHEDULABLE && mayHelp(event, queued)) wakeLater(queued);
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many events are remembered for the attempt that is under way. */
  int remembered() {
    lock.lock();
    try {
      return missed.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean mayHelp(ClusterEvent event, QueuedPod queued) {
    return hints.mayHelp(event, queued.pod, queued.refusedBy);
  }

  /** What its status says does not matter; what it asks for does. */
  private static boolean asksAnew(PodInfo before, PodInfo after) {
    return !before.pod().getSpec().equals(after.pod().getSpec())
        || !before.labels().equals(after.labels());
  }

  private void wakeLater(QueuedPod queued) {
    Instant end = queued.tried.plus(backOff(queued.attempts));
    Duration left = Duration.between(timer.instant(), end);
    if (left.isNegative() || left.isZero()) {
      activate(queued);
      return;
    }
    queued.place = Place.BACK_OFF;
    queued.wake = timer.schedule(left, () -> backOffEnded(queued));
  }

  private void backOffEnded(QueuedPod queued) {
    lock.lock();
    try {
      boolean waits = queued.place == Place.BACK_OFF && pods.get(queued.pod.uid()) == queued;
      if (waits) activate(queued);
    } finally {
      lock.unlock();
    }
  }

  private void activate(QueuedPod queued) {
    queued.place = Place.ACTIVE;
    queued.sequence = sequence++;
    active.add(queued);
    available.signal();
  }

  private static Duration backOff(int attempts) {
    if (attempts > 4) return LONGEST_BACK_OFF;
    return FIRST_BACK_OFF.multipliedBy(1L << Math.max(0, attempts - 1));
  }
}
