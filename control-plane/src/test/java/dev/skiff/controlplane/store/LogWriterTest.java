package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A defect behind the commit: nobody waits for ever, and nobody writes on. */
@Timeout(20)
class LogWriterTest {
  private static final Consumer<List<Journal.Entry>> DEFECT =
      group -> {
        throw new StackOverflowError();
      };

  @Test
  void aWriterThatIsAloneIsAnswered() throws Exception {
    try (LogWriter writer = writer(DEFECT)) {
      assertRefused(submitted(writer, "first"));
      assertRefused(submitted(writer, "second"));
    }
  }

  @Test
  void allThatWaitAreAnswered() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Consumer<List<Journal.Entry>> slow =
        group -> {
          begun.countDown();
          try {
            go.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new StackOverflowError();
        };
    try (LogWriter writer = writer(slow)) {
      Write alone = write("alone");
      Thread.ofVirtual().start(() -> writer.submit(alone));
      begun.await();
      Write waiting = submitted(writer, "waiting");
      go.countDown();
      assertRefused(alone);
      assertRefused(waiting);
      assertThrows(StoreException.Unavailable.class, () -> writer.compact(1));
    }
  }

  /** The writer's own thread waits for a task meanwhile, and must not perform what it then gets. */
  @RepeatedTest(20)
  void nothingIsDoneAfterADefect() throws Exception {
    try (LogWriter writer = writer(DEFECT)) {
      writer.submit(write("first"));
      assertThrows(StoreException.Unavailable.class, () -> writer.compact(1));
      assertRefused(submitted(writer, "second"));
    }
  }

  private static LogWriter writer(Consumer<List<Journal.Entry>> publish) {
    Retention retention = new Retention(Duration.ofMinutes(5), 100, System::nanoTime);
    return new LogWriter(new MemoryJournal(), retention, key -> null, publish, 1);
  }

  private static Write submitted(LogWriter writer, String name) {
    Write write = write(name);
    writer.submit(write);
    return write;
  }

  private static Write write(String name) {
    Key key = new Key("configmaps", "default", name);
    return new Write(key, Write.ABSENT, false, revision -> "{}".getBytes());
  }

  private static void assertRefused(Write write) {
    ExecutionException refused =
        assertThrows(ExecutionException.class, () -> write.done().get(10, TimeUnit.SECONDS));
    assertInstanceOf(StoreException.Unavailable.class, refused.getCause());
  }
}
