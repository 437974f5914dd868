package dev.skiff.agent.eviction;

import dev.skiff.agent.stats.DiskUsage;
import dev.skiff.agent.stats.NodeUsage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * How much the node has left, in bytes. Volumes and images share a file system.
 *
 * @param memory that programs can still have
 * @param memoryTotal of the machine
 * @param disk that can still be written
 * @param diskTotal of the file system
 */
public record NodeLevels(long memory, long memoryTotal, long disk, long diskTotal) {

  /**
   * Looks.
   *
   * @param dataDir on the file system that pods and images use
   */
  public static NodeLevels read(Path dataDir) {
    try {
      NodeUsage usage = NodeUsage.read();
      DiskUsage disk = DiskUsage.read(dataDir);
      return new NodeLevels(
          usage.memoryAvailable(), usage.memoryTotal(), disk.available(), disk.total());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
