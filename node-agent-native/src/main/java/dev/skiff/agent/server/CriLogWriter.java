package dev.skiff.agent.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Turns lines of a CRI log file ({@code <time> <stream> <P|F> <text>}) into what a reader of the
 * log gets. A line with tag P goes on with the next one.
 */
final class CriLogWriter {

  /** RFC 3339 with always nine digits of a second. */
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final LogOptions options;
  private final OutputStream out;
  private long left;
  private boolean atLineStart = true;

  CriLogWriter(LogOptions options, OutputStream out) {
    this.options = options;
    this.out = out;
    this.left = options.limitBytes();
  }

  /** Whether the reader has got as much as it asked for. */
  boolean isFull() {
    return left <= 0;
  }

  /** Writes a line of the file, given without its newline; other lines are left out. */
  void write(byte[] line) throws IOException {
    int afterTime = indexOfSpace(line, 0);
    int afterStream = indexOfSpace(line, afterTime + 1);
    int afterTag = indexOfSpace(line, afterStream + 1);
    if (afterTime < 0 || afterStream < 0 || afterTag < 0) {
      return;
    }
    Instant time;
    try {
      time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text(line, 0, afterTime), Instant::from);
    } catch (DateTimeException e) {
      return;
    }
    String stream = text(line, afterTime + 1, afterStream);
    if (time.isBefore(options.since())
        || !options.stream().isEmpty() && !options.stream().equals(stream)) {
      return;
    }
    boolean partial = line[afterStream + 1] == 'P';
    StringBuilder prefix = new StringBuilder();
    if (options.timestamps() && atLineStart) {
      prefix.append(TIMESTAMP.format(time)).append(' ');
    }
    atLineStart = !partial;
    byte[] head = prefix.toString().getBytes(StandardCharsets.US_ASCII);
    int length = line.length - afterTag - 1;
    byte[] entry = new byte[head.length + length + (partial ? 0 : 1)];
    System.arraycopy(head, 0, entry, 0, head.length);
    System.arraycopy(line, afterTag + 1, entry, head.length, length);
    if (!partial) {
      entry[entry.length - 1] = '\n';
    }
    int count = (int) Math.min(left, entry.length);
    out.write(entry, 0, count);
    left -= count;
  }

  private static int indexOfSpace(byte[] line, int from) {
    for (int i = Math.max(from, 0); i < line.length; i++) {
      if (line[i] == ' ') {
        return i;
      }
    }
    return -1;
  }

  private static String text(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.US_ASCII);
  }
}
