package dev.skiff.controlplane.scheduler;

import static dev.skiff.controlplane.scheduler.framework.Build.info;
import static dev.skiff.controlplane.scheduler.framework.Build.labelled;
import static dev.skiff.controlplane.scheduler.framework.Build.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.operator.runtime.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SchedulingQueueTest {
  private static final ClusterEvent EVENT = new ClusterEvent.NamespaceChanged("any");
  private static final Set<String> REFUSED = Set.of("NodeResourcesFit");

  private final HandTimer timer = new HandTimer();
  private boolean eventsHelp = true;
  private final SchedulingQueue queue =
      new SchedulingQueue(timer, (event, pod, refusedBy) -> eventsHelp);

  @Test
  void importantPodsComeFirstThenOlderOnes() throws Exception {
    queue.put(info(pod("a")));
    queue.put(info(pod("b")));
    queue.put(info(pod("c").editSpec().withPriority(5).endSpec()));
    assertEquals(List.of("c", "a", "b"), List.of(name(), name(), name()));
  }

  @Test
  void anUnschedulablePodWaitsForAnEventThatHelps() throws Exception {
    QueuedPod tried = tried("a");
    queue.unschedulable(tried, REFUSED);
    timer.pass(Duration.ofHours(1));
    eventsHelp = false;
    queue.happened(EVENT);
    assertFalse(waiting());
    eventsHelp = true;
    queue.happened(EVENT);
    assertEquals("a", name());
  }

  @Test
  void anEventDuringTheAttemptIsNotMissed() throws Exception {
    QueuedPod tried = tried("a");
    queue.happened(EVENT);
    queue.unschedulable(tried, REFUSED);
    timer.pass(Duration.ofSeconds(1));
    assertEquals("a", name());
  }

  /** Whoever waits for nobody remembers nothing: a cluster may schedule no Pod for days. */
  @Test
  void eventsAreRememberedForAnAttemptOnly() throws Exception {
    queue.happened(EVENT);
    assertEquals(0, queue.remembered());
    QueuedPod placed = tried("a");
    queue.happened(EVENT);
    assertEquals(1, queue.remembered());
    queue.placed(placed);
    queue.happened(EVENT);
    assertEquals(0, queue.remembered());
    QueuedPod gone = tried("b");
    queue.remove("b");
    queue.unschedulable(gone, REFUSED);
    queue.happened(EVENT);
    assertEquals(0, queue.remembered());
  }

  @Test
  void backOffDoublesUpToTenSeconds() throws Exception {
    QueuedPod tried = tried("a");
    for (int seconds : new int[] {1, 2, 4, 8, 10, 10}) {
      queue.retry(tried);
      timer.pass(Duration.ofSeconds(seconds).minusMillis(1));
      assertFalse(waiting());
      timer.pass(Duration.ofMillis(1));
      tried = queue.take();
    }
  }

  @Test
  void aPodThatAsksForSomethingElseIsTriedAgain() throws Exception {
    QueuedPod tried = tried("a");
    queue.unschedulable(tried, REFUSED);
    timer.pass(Duration.ofSeconds(1));
    queue.put(info(pod("a")));
    assertFalse(waiting());
    PodInfo changed = info(labelled(pod("a"), "x", "y"));
    queue.put(changed);
    assertEquals(changed, queue.take().pod);
  }

  @Test
  void aPodThatAsksForSomethingElseDuringTheAttemptIsTriedAgain() throws Exception {
    QueuedPod tried = tried("a");
    PodInfo changed = info(labelled(pod("a"), "x", "y"));
    queue.put(changed);
    queue.unschedulable(tried, REFUSED);
    timer.pass(Duration.ofSeconds(1));
    assertEquals(changed, queue.take().pod);
    queue.unschedulable(tried, REFUSED);
    timer.pass(Duration.ofHours(1));
    assertFalse(waiting());
  }

  @Test
  void aPodThatIsGoneIsTriedNoMore() throws Exception {
    QueuedPod tried = tried("a");
    queue.put(info(pod("b")));
    queue.remove("a");
    queue.remove("b");
    queue.retry(tried);
    timer.pass(Duration.ofSeconds(20));
    assertFalse(waiting());
  }

  private QueuedPod tried(String name) throws InterruptedException {
    queue.put(info(pod(name)));
    return queue.take();
  }

  private String name() throws InterruptedException {
    return queue.take().pod.name();
  }

  /** Whether some Pod can be taken now; a marker with the lowest priority shows it. */
  private boolean waiting() throws InterruptedException {
    queue.put(info(pod("marker").editSpec().withPriority(Integer.MIN_VALUE + 1).endSpec()));
    boolean other = !name().equals("marker");
    queue.remove("marker");
    return other;
  }

  /** Time that passes when the test says so. */
  private static final class HandTimer implements Timer {
    private record Task(Instant due, Runnable work) {}

    private final List<Task> tasks = new ArrayList<>();
    private Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public Runnable schedule(Duration delay, Runnable work) {
      Task task = new Task(now.plus(delay), work);
      tasks.add(task);
      return () -> tasks.remove(task);
    }

    void pass(Duration time) {
      now = now.plus(time);
      List<Task> due =
          tasks.stream()
              .filter(task -> !task.due.isAfter(now))
              .sorted(Comparator.comparing(Task::due))
              .toList();
      tasks.removeAll(due);
      due.forEach(task -> task.work.run());
    }
  }
}
