package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private final Alarms alarms = new Alarms();
  private final BlockingQueue<String> rung = new LinkedBlockingQueue<>();

  @Test
  void ringOnceUnlessTakenBackOrReplaced() throws Exception {
    alarms.set("a", Instant.now().plusSeconds(3600), () -> rung.add("late"));
    alarms.set("a", Instant.now().plusMillis(20), () -> rung.add("a"));
    alarms.set("b", Instant.now().plusMillis(20), () -> rung.add("b"));
    alarms.cancel("b");
    alarms.set("c", Instant.EPOCH, () -> rung.add("past"));
    assertEquals("past", rung.poll(10, TimeUnit.SECONDS));
    assertEquals("a", rung.poll(10, TimeUnit.SECONDS));
    alarms.set("d", Instant.now().plusMillis(20), () -> rung.add("d"));
    alarms.stop();
    assertNull(rung.poll(100, TimeUnit.MILLISECONDS));
  }
}
