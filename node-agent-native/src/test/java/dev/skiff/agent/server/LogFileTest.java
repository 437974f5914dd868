package dev.skiff.agent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  @TempDir Path directory;

  @Test
  void findsTheLastLines() throws IOException {
    Path file = Files.writeString(directory.resolve("0.log"), "a\nb\nc\n");
    assertEquals("b", firstAfterTail(file, 2));
    assertEquals("a", firstAfterTail(file, 9));
    assertNull(firstAfterTail(file, 0));
  }

  @Test
  void findsThemBeyondABlock() throws IOException {
    String filler = ("x".repeat(99) + "\n").repeat(2000);
    Path file = Files.writeString(directory.resolve("0.log"), "first\n" + filler);
    assertEquals("first", firstAfterTail(file, 2001));
    assertEquals("x".repeat(99), firstAfterTail(file, 2000));
  }

  @Test
  void givesALineOnceItIsWhole() throws IOException {
    Path file = Files.writeString(directory.resolve("0.log"), "one\ntw");
    try (LogFile log = new LogFile(file)) {
      assertEquals("one", text(log.readLine()));
      assertNull(log.readLine());
      Files.writeString(file, "o\n", StandardOpenOption.APPEND);
      assertEquals("two", text(log.readLine()));
    }
  }

  @Test
  void goesOnWithTheFileThatTookItsPlace() throws IOException {
    Path file = Files.writeString(directory.resolve("0.log"), "one\n");
    try (LogFile log = new LogFile(file)) {
      assertEquals("one", text(log.readLine()));
      assertFalse(log.reopen());
      Files.move(file, directory.resolve("0.log.20060102-150405"));
      assertFalse(log.reopen());
      Files.writeString(file, "two\n");
      assertTrue(log.reopen());
      assertEquals("two", text(log.readLine()));
    }
  }

  private static String firstAfterTail(Path file, long lines) throws IOException {
    try (LogFile log = new LogFile(file)) {
      log.seekToTail(lines);
      return text(log.readLine());
    }
  }

  private static String text(byte[] line) {
    return line == null ? null : new String(line, StandardCharsets.US_ASCII);
  }
}
