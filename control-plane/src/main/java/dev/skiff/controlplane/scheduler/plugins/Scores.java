package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.Plugin.Score;
import java.util.Arrays;

/** Brings scores into the common range. */
final class Scores {
  private Scores() {}

  /** The greatest becomes the most that there is, the others in proportion. */
  static void normalize(long[] scores) {
    long max = Arrays.stream(scores).max().orElse(0);
    if (max == 0) return;
    for (int i = 0; i < scores.length; i++) scores[i] = scores[i] * Score.MAX / max;
  }

  /** The same where less is better. */
  static void normalizeReversed(long[] scores) {
    normalize(scores);
    for (int i = 0; i < scores.length; i++) scores[i] = Score.MAX - scores[i];
  }
}
