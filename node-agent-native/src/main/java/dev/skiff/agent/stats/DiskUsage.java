package dev.skiff.agent.stats;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system at one moment, in bytes.
 *
 * @param available what programs can still write
 * @param free with what only root can
 */
public record DiskUsage(long total, long available, long free) {

  /** Looks at the file system that holds a directory. */
  public static DiskUsage read(Path directory) {
    try {
      FileStore store = Files.getFileStore(directory);
      return new DiskUsage(
          store.getTotalSpace(), store.getUsableSpace(), store.getUnallocatedSpace());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is written. */
  public long used() {
    return total - free;
  }
}
