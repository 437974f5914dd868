package dev.skiff.iptables.cgroup;

/**
 * What the processes of a cgroup may use. 0 means that nothing is set.
 *
 * @param cpuShares weight against siblings, 2 to 262144; 1024 is one core's worth
 * @param cpuQuotaMicros processor time in microseconds for each period of 100 ms
 * @param memoryBytes hard limit of memory
 * @param pids most processes and threads
 */
public record Limits(long cpuShares, long cpuQuotaMicros, long memoryBytes, long pids) {
  static final long PERIOD_MICROS = 100_000;

  /** The weight of cgroup v2, 1 to 10000, for shares of v1 (KEP-2254). */
  long cpuWeight() {
    return cpuShares == 0 ? 0 : 1 + (Math.max(2, cpuShares) - 2) * 9999 / 262142;
  }
}
