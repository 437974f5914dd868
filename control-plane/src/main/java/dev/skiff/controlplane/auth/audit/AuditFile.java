package dev.skiff.controlplane.auth.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of lines that is put aside when it is large enough, under a name with the time in it
 * ({@code audit-2026-01-02T03-04-05.678.log}); old ones are removed. For one thread.
 */
final class AuditFile implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);

  private final Path path;
  private final long maxBytes;
  private final int maxBackups;
  private final Duration maxAge;
  private final Clock clock;
  private OutputStream out;
  private long size;
  private Instant lastRotation = Instant.EPOCH;

  /**
   * @param maxBackups 0 for all
   * @param maxAge zero for ever
   */
  AuditFile(Path path, long maxBytes, int maxBackups, Duration maxAge, Clock clock)
      throws IOException {
    this.path = path.toAbsolutePath();
    this.maxBytes = maxBytes;
    this.maxBackups = maxBackups;
    this.maxAge = maxAge;
    this.clock = clock;
    Files.createDirectories(this.path.getParent());
    open();
  }

  /** Writes a line; on the disk after {@link #flush}. */
  void write(byte[] line) throws IOException {
    if (size > 0 && size + line.length + 1 > maxBytes) rotate();
    out.write(line);
    out.write('\n');
    size += line.length + 1;
  }

  void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  private void open() throws IOException {
    if (!Files.exists(path)) {
      Files.createFile(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    size = Files.size(path);
    out = new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.APPEND), 65536);
  }

  private void rotate() throws IOException {
    out.close();
    // Two in one millisecond would be one, and clocks go back.
    Instant now = clock.instant();
    if (!now.isAfter(lastRotation)) now = lastRotation.plusMillis(1);
    lastRotation = now;
    Path aside = path.resolveSibling(prefix() + TIME.format(now) + suffix());
    Files.move(path, aside);
    open();
    removeOld();
  }

  private void removeOld() throws IOException {
    List<Path> aside = new ArrayList<>();
    try (Stream<Path> files = Files.list(path.getParent())) {
      files.filter(file -> time(file) != null).sorted().forEach(aside::add);
    }
    int surplus = maxBackups == 0 ? 0 : aside.size() - maxBackups;
    for (int i = 0; i < aside.size(); i++) {
      boolean old =
          maxAge.isPositive() && time(aside.get(i)).isBefore(clock.instant().minus(maxAge));
      if (i < surplus || old) Files.deleteIfExists(aside.get(i));
    }
  }

  /** When a file was put aside; null if it is none of ours. */
  private Instant time(Path file) {
    String name = file.getFileName().toString();
    int length = name.length() - prefix().length() - suffix().length();
    if (length <= 0 || !name.startsWith(prefix()) || !name.endsWith(suffix())) return null;
    try {
      String text = name.substring(prefix().length(), prefix().length() + length);
      return Instant.from(TIME.parse(text));
    } catch (DateTimeParseException other) {
      return null;
    }
  }

  private String prefix() {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return (dot < 0 ? name : name.substring(0, dot)) + "-";
  }

  private String suffix() {
    String name = path.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot);
  }
}
