package dev.skiff.controlplane.controller.job;

import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How long the next Pod waits after failures: 10 s, 20 s, 40 s ... up to 10 minutes after the last
 * one. A success ends it.
 */
final class BackOffs {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LAST = Duration.ofMinutes(10);

  private final Map<Request, Failures> jobs = new ConcurrentHashMap<>();

  /**
   * A Job's failures since its last success.
   *
   * @param count how many
   * @param last when the last one was; null if none
   * @param seen uids of Pods that are counted here and have not been let go yet
   */
  record Failures(int count, Instant last, Set<String> seen) {
    private static final Failures NONE = new Failures(0, null, Set.of());

    /** How long the next Pod has to wait yet. */
    Duration left(Instant now) {
      return BackOffs.left(count, last, now);
    }
  }

  /** A Job's failures with those that are new. */
  Failures with(Request job, JobTally tally) {
    Failures before = jobs.getOrDefault(job, Failures.NONE);
    Instant success =
        tally.newlySucceeded().stream()
            .map(JobPods::finishedAt)
            .max(Instant::compareTo)
            .orElse(Instant.MIN);
    boolean broken = !tally.newlySucceeded().isEmpty();
    List<Instant> times =
        tally.newlyFailed().stream()
            .filter(pod -> !before.seen.contains(uid(pod)))
            .map(JobPods::finishedAt)
            .filter(time -> time.isAfter(success))
            .toList();
    Instant last =
        Stream.concat(times.stream(), broken ? Stream.empty() : Stream.ofNullable(before.last))
            .max(Instant::compareTo)
            .orElse(null);
    Set<String> seen = tally.newlyFailed().stream().map(BackOffs::uid).collect(Collectors.toSet());
    return new Failures((broken ? 0 : before.count) + times.size(), last, seen);
  }

  /** Remembers; call when the Job's status says the same. */
  void keep(Request job, Failures failures) {
    jobs.put(job, failures);
  }

  /** The Job has ended. */
  void forget(Request job) {
    jobs.remove(job);
  }

  /**
   * How long the next Pod of an index has to wait yet.
   *
   * @param failed the last one; null if none has failed
   */
  static Duration left(Pod failed, Instant now) {
    if (failed == null) return Duration.ZERO;
    return left(CompletionIndex.allFailures(failed) + 1, JobPods.finishedAt(failed), now);
  }

  private static Duration left(int failures, Instant last, Instant now) {
    if (failures == 0 || last == null) return Duration.ZERO;
    Duration delay = FIRST.multipliedBy(1L << Math.min(failures - 1, 6));
    if (delay.compareTo(LAST) > 0) delay = LAST;
    Duration left = Duration.between(now, last.plus(delay));
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }
}
