package dev.skiff.agent.eviction;

import java.util.List;

/**
 * Below which level the node is under pressure; upstream's hard thresholds but for inodes.
 *
 * @param signal as upstream names it
 * @param resource what pods are asked about
 * @param condition of the node
 * @param bytes the level, or 0
 * @param percent of all, where {@code bytes} is 0
 */
public record Threshold(String signal, String resource, String condition, long bytes, int percent) {

  /** The most urgent first. */
  static final List<Threshold> ALL =
      List.of(
          new Threshold("memory.available", "memory", "MemoryPressure", 100L << 20, 0),
          new Threshold("nodefs.available", "ephemeral-storage", "DiskPressure", 0, 10),
          new Threshold("imagefs.available", "ephemeral-storage", "DiskPressure", 0, 15));

  boolean ofDisk() {
    return condition.equals("DiskPressure");
  }

  /** The level in bytes. */
  long quantity(NodeLevels levels) {
    return bytes > 0
        ? bytes
        : (ofDisk() ? levels.diskTotal() : levels.memoryTotal()) / 100 * percent;
  }

  /** What is left of it. */
  long available(NodeLevels levels) {
    return ofDisk() ? levels.disk() : levels.memory();
  }

  boolean met(NodeLevels levels) {
    return available(levels) < quantity(levels);
  }
}
