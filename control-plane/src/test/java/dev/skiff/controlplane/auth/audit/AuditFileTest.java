package dev.skiff.controlplane.auth.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
  @TempDir Path directory;

  private AuditFile open(int backups, Duration age, Instant now) throws IOException {
    return new AuditFile(
        directory.resolve("logs/audit.log"), 20, backups, age, Clock.fixed(now, ZoneOffset.UTC));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("logs"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static byte[] line(int number) {
    return ("line number " + number).getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void largeFilesArePutAsideAndOldOnesRemoved() throws Exception {
    try (AuditFile file = open(2, Duration.ZERO, NOW)) {
      for (int i = 0; i < 5; i++) file.write(line(i));
    }
    assertEquals(
        List.of(
            "audit-2026-01-02T03-04-05.680.log", "audit-2026-01-02T03-04-05.681.log", "audit.log"),
        names());
    assertEquals("line number 4\n", Files.readString(directory.resolve("logs/audit.log")));
    String rights =
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(directory.resolve("logs/audit.log")));
    assertEquals("rw-------", rights);
  }

  @Test
  void ageCountsToo() throws Exception {
    try (AuditFile file = open(0, Duration.ofDays(1), NOW)) {
      for (int i = 0; i < 3; i++) file.write(line(i));
    }
    Files.createFile(directory.resolve("logs/audit-of-somebody.log"));
    try (AuditFile file = open(0, Duration.ofDays(1), NOW.plus(Duration.ofDays(2)))) {
      file.write(line(3));
    }
    assertEquals(
        List.of("audit-2026-01-04T03-04-05.678.log", "audit-of-somebody.log", "audit.log"),
        names());
  }

  @Test
  void eventsAreWrittenInOrderBeforeTheLogCloses() throws Exception {
    AuditFile file =
        new AuditFile(directory.resolve("a.log"), 1 << 20, 0, Duration.ZERO, Clock.systemUTC());
    try (AuditLog log = new AuditLog(file, 10)) {
      for (int i = 0; i < 1000; i++) {
        byte[] line = line(i);
        log.add(() -> line);
      }
      assertEquals(1000, log.events());
    }
    List<String> lines = Files.readAllLines(directory.resolve("a.log"));
    assertEquals(1000, lines.size());
    assertTrue(lines.getLast().endsWith(" 999"));
  }
}
