package dev.skiff.controlplane.controller.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobTallyTest {
  @Test
  void anEndedPodIsNotedBeforeItIsCounted() {
    JobTally tally = JobTally.of(null, List.of(pod("a", "Succeeded", true)));
    assertEquals(0, tally.succeeded());
    assertEquals(1, tally.allSucceeded());
    assertEquals(Set.of("a"), tally.uncountedSucceeded());
    assertFalse(tally.settled());
  }

  @Test
  void aNotedPodIsCountedWhenItHasLostItsFinalizerOrIsGone() {
    JobStatus noted = status(2, "a", "b");
    JobTally tally = JobTally.of(noted, List.of(pod("a", "Succeeded", false)));
    assertEquals(4, tally.succeeded());
    assertTrue(tally.settled());
  }

  @Test
  void aNotedPodThatStillHasItsFinalizerIsNotNotedTwice() {
    JobTally tally = JobTally.of(status(2, "a"), List.of(pod("a", "Succeeded", true)));
    assertEquals(2, tally.succeeded());
    assertEquals(3, tally.allSucceeded());
  }

  @Test
  void failuresAreCountedApartAndRunningPodsNotAtAll() {
    JobTally tally =
        JobTally.of(null, List.of(pod("a", "Failed", true), pod("b", "Running", true)));
    assertEquals(1, tally.allFailed());
    assertEquals(0, tally.allSucceeded());
  }

  private static JobStatus status(int succeeded, String... noted) {
    return new JobStatusBuilder()
        .withSucceeded(succeeded)
        .withNewUncountedTerminatedPods()
        .withSucceeded(noted)
        .endUncountedTerminatedPods()
        .build();
  }

  private static Pod pod(String uid, String phase, boolean tracked) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(uid)
        .withUid(uid)
        .withFinalizers(tracked ? List.of(JobTally.FINALIZER) : List.of())
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }
}
