package dev.skiff.agent.api;

import java.time.Duration;

/** Durations as Kubernetes writes them: as Go prints them. */
public final class GoDuration {

  private GoDuration() {}

  /** Whole seconds: 40s, 1m20s, 5m0s, 1h0m0s. */
  public static String of(Duration duration) {
    String seconds = duration.toSecondsPart() + "s";
    if (duration.toMinutes() == 0) {
      return seconds;
    }
    String minutes = duration.toMinutesPart() + "m" + seconds;
    return duration.toHours() == 0 ? minutes : duration.toHours() + "h" + minutes;
  }
}
