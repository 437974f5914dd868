package dev.skiff.agent.stats;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the machine uses at one moment, from proc(5).
 *
 * @param cpuNanos processor time used since the machine started, by all processors
 * @param memoryTotal bytes
 * @param memoryAvailable bytes that programs can have without swapping
 * @param memoryWorkingSet bytes in use that cannot be taken back at once
 * @param memoryRss bytes of anonymous memory
 * @param started when the machine was started
 * @param processes processes and threads
 * @param maxProcesses how many the kernel takes
 */
public record NodeUsage(
    Instant time,
    long cpuNanos,
    long memoryTotal,
    long memoryAvailable,
    long memoryWorkingSet,
    long memoryRss,
    Instant started,
    long processes,
    long maxProcesses) {

  /** The kernel counts in hundredths of a second whatever its own clock (time(7), USER_HZ). */
  private static final long JIFFY_NANOS = 10_000_000;

  /** user, nice, system, irq, softirq and steal of the row "cpu". */
  private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

  /** Reads it. */
  public static NodeUsage read() throws IOException {
    return read(Path.of("/proc"));
  }

  static NodeUsage read(Path proc) throws IOException {
    Map<String, Long> memory = memory(Files.readAllLines(proc.resolve("meminfo")));
    long cpu = 0;
    Instant started = Instant.EPOCH;
    for (String line : Files.readAllLines(proc.resolve("stat"))) {
      String[] row = line.split("\\s+");
      if (row[0].equals("cpu")) {
        for (int column : BUSY) {
          cpu += Long.parseLong(row[column]) * JIFFY_NANOS;
        }
      } else if (row[0].equals("btime")) {
        started = Instant.ofEpochSecond(Long.parseLong(row[1]));
      }
    }
    String load = Files.readString(proc.resolve("loadavg")).split("\\s+")[3];
    long total = memory.get("MemTotal");
    return new NodeUsage(
        Instant.now(),
        cpu,
        total,
        memory.get("MemAvailable"),
        total - memory.get("MemFree") - memory.getOrDefault("Inactive(file)", 0L),
        memory.getOrDefault("AnonPages", 0L),
        started,
        Long.parseLong(load.substring(load.indexOf('/') + 1)),
        number(proc.resolve("sys/kernel/pid_max")));
  }

  /** In one read: a sysctl has nothing more to give after the first, however short that was. */
  private static long number(Path sysctl) throws IOException {
    try (InputStream in = Files.newInputStream(sysctl)) {
      return Long.parseLong(new String(in.readNBytes(64), StandardCharsets.US_ASCII).strip());
    }
  }

  private static Map<String, Long> memory(List<String> lines) {
    Map<String, Long> rows = new HashMap<>();
    for (String line : lines) {
      String[] row = line.split("[:\\s]+");
      rows.put(row[0], Long.parseLong(row[1]) << 10);
    }
    return rows;
  }
}
