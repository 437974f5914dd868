package dev.skiff.agent.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** A log file that is read by lines while it grows. */
final class LogFile implements AutoCloseable {

  private static final int BLOCK = 64 * 1024;

  private final Path path;
  private Object key;
  private RandomAccessFile file;
  private final byte[] block = new byte[BLOCK];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int filled;

  LogFile(Path path) throws IOException {
    this.path = path;
    open();
  }

  private void open() throws IOException {
    file = new RandomAccessFile(path.toFile(), "r");
    key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Whether another file has taken the place of this one: nothing more is written here. */
  boolean replaced() throws IOException {
    try {
      return !Files.readAttributes(path, BasicFileAttributes.class).fileKey().equals(key);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Goes on at the beginning of the file that has taken the place of a full one, if there is. */
  boolean reopen() throws IOException {
    if (!replaced()) {
      return false;
    }
    file.close();
    open();
    return true;
  }

  /** Goes to where the last {@code lines} lines begin. */
  void seekToTail(long lines) throws IOException {
    long end = file.length();
    long at = end;
    long newlines = 0;
    while (at > 0) {
      int count = (int) Math.min(BLOCK, at);
      file.seek(at - count);
      file.readFully(block, 0, count);
      for (int i = count - 1; i >= 0; i--) {
        boolean endsFile = at - count + i == end - 1;
        if (block[i] == '\n' && !endsFile && ++newlines == lines) {
          file.seek(at - count + i + 1);
          return;
        }
      }
      at -= count;
    }
    file.seek(lines == 0 ? end : 0);
  }

  /** The next whole line without its newline; null when there is none yet. */
  byte[] readLine() throws IOException {
    while (true) {
      for (int i = position; i < filled; i++) {
        if (block[i] == '\n') {
          line.write(block, position, i - position);
          position = i + 1;
          byte[] whole = line.toByteArray();
          line.reset();
          return whole;
        }
      }
      line.write(block, position, filled - position);
      position = 0;
      filled = Math.max(0, file.read(block));
      if (filled == 0) {
        return null;
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
