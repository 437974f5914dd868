package dev.skiff.controlplane.api.metrics;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The process as Linux sees it, in the names of Prometheus' client libraries. */
@Singleton
final class ProcessMetrics implements MetricSource {
  private static final Path SELF = Path.of("/proc/self");

  /** USER_HZ, which Linux never changes on the machines that we know. */
  private static final double TICKS_PER_SECOND = 100;

  @Override
  public void write(MetricText text) {
    text.single(
        "process_start_time_seconds",
        "gauge",
        "When the process began, in Unix time.",
        ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3);
    try {
      // After the name in brackets, which may contain anything.
      String stat = Files.readString(SELF.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
      text.single(
          "process_cpu_seconds_total", "counter", "Time on processors.", ticks / TICKS_PER_SECOND);
      text.single(
          "process_resident_memory_bytes", "gauge", "Resident memory.", kilobytes("VmRSS:"));
      text.single("process_virtual_memory_bytes", "gauge", "Virtual memory.", kilobytes("VmSize:"));
      String[] open = SELF.resolve("fd").toFile().list();
      text.single(
          "process_open_fds", "gauge", "Open file descriptors.", open == null ? 0 : open.length);
      text.single("process_max_fds", "gauge", "As many as there may be.", maximumFiles());
    } catch (IOException notLinux) {
      // The rest is known on Linux only.
      return;
    }
  }

  private static double kilobytes(String field) throws IOException {
    return fields("status", field, 1) * 1024;
  }

  private static double maximumFiles() throws IOException {
    return fields("limits", "Max open files", 3);
  }

  /** A number in a file of lines; 0 if it is not there. */
  private static double fields(String file, String line, int index) throws IOException {
    List<String> lines = Files.readAllLines(SELF.resolve(file));
    for (String each : lines) {
      if (!each.startsWith(line)) continue;
      String[] words = each.split("\\s+");
      try {
        return Double.parseDouble(words[index]);
      } catch (NumberFormatException unlimited) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return 0;
  }
}
