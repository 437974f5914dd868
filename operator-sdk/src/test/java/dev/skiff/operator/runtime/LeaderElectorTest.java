package dev.skiff.operator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderElectorTest {
  private static final LeaderElector.Durations DURATIONS =
      new LeaderElector.Durations(
          Duration.ofSeconds(15), Duration.ofSeconds(10), Duration.ofSeconds(2));

  private final ManualTimer timer = new ManualTimer();
  private final MemoryLease lease = new MemoryLease();
  private final List<String> told = new ArrayList<>();

  @Test
  void oneLeadsAndTheOtherWaits() {
    LeaderElector first = elector("a", lease);
    LeaderElector second = elector("b", lease);
    timer.advance(Duration.ofMinutes(2));
    assertTrue(first.leading());
    assertFalse(second.leading());
    assertEquals(List.of("a elected"), told);
  }

  @Test
  void aLeaderThatIsCutOffStepsDownBeforeTheOtherStepsUp() {
    CutOff cable = new CutOff(lease);
    LeaderElector first = elector("a", cable);
    LeaderElector second = elector("b", lease);
    timer.advance(Duration.ofSeconds(30));
    cable.cut = true;
    timer.advance(Duration.ofSeconds(30));
    assertFalse(first.leading());
    assertTrue(second.leading());
    assertEquals(List.of("a elected", "a lost", "b elected"), told);
    assertEquals(1, lease.entry.transitions());
  }

  @Test
  void closingGivesTheLeaseBack() {
    LeaderElector first = elector("a", lease);
    LeaderElector second = elector("b", lease);
    first.close();
    timer.advance(Duration.ofSeconds(2));
    assertTrue(second.leading());
    assertEquals(List.of("a elected", "a lost", "b elected"), told);
  }

  @Test
  void durationsMustLeaveRoomForSteppingDown() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new LeaderElector.Durations(
                Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(2)));
  }

  private LeaderElector elector(String name, LeaseStore store) {
    LeaderElector elector =
        new LeaderElector(
            store,
            name,
            DURATIONS,
            timer,
            () -> told.add(name + " elected"),
            () -> told.add(name + " lost"),
            Optional.empty(),
            Runnable::run);
    elector.start();
    return elector;
  }

  private static final class MemoryLease implements LeaseStore {
    private Entry entry;
    private int version;

    @Override
    public Optional<Entry> read() {
      return Optional.ofNullable(entry);
    }

    @Override
    public Optional<Entry> write(Optional<Entry> before, Entry wanted) {
      if (!before.equals(Optional.ofNullable(entry))) return Optional.empty();
      entry =
          new Entry(
              wanted.holder(),
              wanted.acquired(),
              wanted.renewed(),
              wanted.seconds(),
              wanted.transitions(),
              Integer.toString(++version));
      return Optional.of(entry);
    }
  }

  private static final class CutOff implements LeaseStore {
    private final LeaseStore far;
    private boolean cut;

    private CutOff(LeaseStore far) {
      this.far = far;
    }

    @Override
    public Optional<Entry> read() {
      if (cut) throw new IllegalStateException("no route");
      return far.read();
    }

    @Override
    public Optional<Entry> write(Optional<Entry> before, Entry entry) {
      if (cut) throw new IllegalStateException("no route");
      return far.write(before, entry);
    }
  }
}
