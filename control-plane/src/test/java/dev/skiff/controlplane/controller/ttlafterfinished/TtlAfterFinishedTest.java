package dev.skiff.controlplane.controller.ttlafterfinished;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TtlAfterFinishedTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");

  @Test
  void aJobThatGoesOnOrHasNoLimitStays() {
    assertEquals(Optional.empty(), left(job(10, "Suspended")));
    assertEquals(Optional.empty(), left(job(null, "Complete")));
    assertEquals(Optional.empty(), left(null));
  }

  @Test
  void theTimeCountsFromTheEndHoweverItWas() {
    assertEquals(Optional.of(Duration.ofSeconds(40)), left(job(100, "Complete")));
    assertEquals(Optional.of(Duration.ZERO), left(job(60, "Failed")));
    assertEquals(Optional.of(Duration.ofSeconds(-60)), left(job(0, "Failed")));
  }

  @Test
  void whatIsBeingDeletedIsLeftAlone() {
    Job going =
        new JobBuilder(job(0, "Complete"))
            .editMetadata()
            .withDeletionTimestamp(NOW.toString())
            .endMetadata()
            .build();
    assertEquals(Optional.empty(), left(going));
  }

  private static Optional<Duration> left(Job job) {
    return TtlAfterFinishedController.left(job, NOW);
  }

  private static Job job(Integer seconds, String condition) {
    return new JobBuilder()
        .withNewMetadata()
        .endMetadata()
        .withNewSpec()
        .withTtlSecondsAfterFinished(seconds)
        .endSpec()
        .withNewStatus()
        .addNewCondition()
        .withType(condition)
        .withStatus("True")
        .withLastTransitionTime("2026-01-01T00:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }
}
