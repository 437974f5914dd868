package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private final List<CompletableFuture<Void>> set = new ArrayList<>();
  private final BlockingQueue<String> rung = new LinkedBlockingQueue<>();

  @Test
  void ringOnceUnlessTakenBackOrReplaced() throws Exception {
    Alarms alarms = new Alarms((alarm, left) -> set.add(alarm));
    alarms.set("a", Instant.MAX, () -> rung.add("replaced"));
    alarms.set("b", Instant.MAX, () -> rung.add("taken back"));
    alarms.set("a", Instant.MAX, () -> rung.add("a"));
    alarms.cancel("b");
    allTimesHaveCome();
    assertEquals("a", rung.poll(10, TimeUnit.SECONDS));

    alarms.set("c", Instant.MAX, () -> rung.add("stopped"));
    alarms.stop();
    alarms.set("d", Instant.MAX, () -> rung.add("too late"));
    allTimesHaveCome();
    assertNull(rung.poll(100, TimeUnit.MILLISECONDS));
  }

  @Test
  void whatIsPastRingsAtOnce() throws Exception {
    List<Duration> waits = new ArrayList<>();
    new Alarms((alarm, left) -> waits.add(left)).set("past", Instant.EPOCH, () -> {});
    assertEquals(List.of(Duration.ZERO), waits);

    new Alarms().set("past", Instant.EPOCH, () -> rung.add("past"));
    assertEquals("past", rung.poll(10, TimeUnit.SECONDS));
  }

  private void allTimesHaveCome() {
    set.forEach(alarm -> alarm.complete(null));
  }
}
