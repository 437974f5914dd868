package dev.skiff.controlplane.auth.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  @TempDir Path folder;

  @Test
  @Timeout(20)
  void whatFailsIsLostAlone() throws Exception {
    Path path = folder.resolve("audit.log");
    AuditLog log =
        new AuditLog(new AuditFile(path, 1 << 20, 0, Duration.ZERO, Clock.systemUTC()), 4);
    for (int i = 0; i < 10; i++) {
      log.add(() -> "before".getBytes(UTF_8));
      log.add(
          () -> {
            throw new OutOfMemoryError("as if");
          });
      log.add(
          () -> {
            throw new IllegalStateException("as if");
          });
    }
    log.add(() -> "after".getBytes(UTF_8));
    log.close();
    assertEquals(31, log.events());
    assertEquals(20, log.lost());
    List<String> lines = Files.readAllLines(path);
    assertEquals(11, lines.size());
    assertEquals("after", lines.getLast());
  }
}
