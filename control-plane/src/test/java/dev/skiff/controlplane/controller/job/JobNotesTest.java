package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobFixtures.annotated;
import static dev.skiff.controlplane.controller.job.JobFixtures.deleted;
import static dev.skiff.controlplane.controller.job.JobFixtures.indexed;
import static dev.skiff.controlplane.controller.job.JobFixtures.job;
import static dev.skiff.controlplane.controller.job.JobFixtures.notes;
import static dev.skiff.controlplane.controller.job.JobFixtures.pod;
import static dev.skiff.controlplane.controller.job.JobFixtures.released;
import static dev.skiff.controlplane.controller.job.JobFixtures.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobNotesTest {
  @Test
  void anEndedPodIsNotedBeforeItIsCounted() {
    Pod ended = pod("a", "Succeeded");
    JobView view = view(job(spec -> {}), ended, pod("b", "Running"));
    JobNotes notes = notes(view);
    assertEquals(Set.of("a"), notes.succeeded());
    assertEquals(0, notes.counted());
    assertEquals(List.of(ended), notes.release());
    assertEquals(1, JobTally.of(view).succeeded());
  }

  @Test
  void aNotedPodIsCountedWhenItHasLostItsFinalizerOrIsGone() {
    JobView view = view(noted("a", "b"), released(pod("a", "Succeeded")));
    JobNotes notes = notes(view);
    assertEquals(2, notes.counted());
    assertTrue(notes.settled());
    assertEquals(2, JobTally.of(view).succeeded());
  }

  @Test
  void aNotedPodThatStillHasItsFinalizerIsNotNotedTwice() {
    JobView view = view(noted("a"), pod("a", "Succeeded"));
    assertEquals(Set.of("a"), notes(view).succeeded());
    assertEquals(0, notes(view).counted());
    assertEquals(1, JobTally.of(view).succeeded());
  }

  @Test
  void aPodThatIsDeletedFailsAtOnceUnlessOnlyFailedOnesAreReplaced() {
    Pod going = deleted(pod("a", "Running"));
    assertEquals(Set.of("a"), notes(view(job(spec -> {}), going)).failed());
    JobView patient = view(job(spec -> spec.setPodReplacementPolicy("Failed")), going);
    assertTrue(notes(patient).settled());
    assertTrue(notes(patient).release().isEmpty());
  }

  @Test
  void anIndexNeedsNoNote() {
    JobView view = view(JobFixtures.indexed(spec -> {}), indexed("a", "Succeeded", 1));
    assertTrue(notes(view).settled());
    assertEquals(1, notes(view).release().size());
    assertEquals("1", JobTally.of(view).completed().toString());
  }

  @Test
  void aFailedPodOfAnIndexStaysUntilAnotherOneRuns() {
    Job job = JobFixtures.indexed(spec -> spec.setBackoffLimitPerIndex(1));
    Pod failed = annotated(indexed("a", "Failed", 0), CompletionIndex.FAILURES, 0);
    assertTrue(notes(view(job, failed)).release().isEmpty());
    JobNotes replaced = notes(view(job, failed, indexed("b", "Running", 0)));
    assertEquals(List.of(failed), replaced.release());
    assertEquals(Set.of("a"), replaced.failed());
  }

  @Test
  void aFailedJobTakesItsPodsDownAsFailedAndACompleteOneDoesNot() {
    Job failing = job(spec -> spec.setBackoffLimit(0));
    JobNotes failed = notes(view(failing, pod("a", "Failed"), pod("b", "Running")));
    assertEquals(Set.of("a", "b"), failed.failed());
    Job complete = job(spec -> spec.setCompletions(1));
    JobNotes done =
        notes(
            view(
                complete,
                pod("a", "Succeeded"),
                deleted(pod("b", "Running")),
                deleted(pod("c", "Failed"))));
    assertTrue(done.failed().isEmpty());
    assertEquals(3, done.release().size());
  }

  @Test
  void theNoteStaysSmall() {
    Pod[] many = new Pod[700];
    for (int i = 0; i < many.length; i++) many[i] = pod("p" + i, "Succeeded");
    JobNotes notes = notes(view(job(spec -> spec.setCompletions(1000)), many));
    assertEquals(500, notes.succeeded().size());
    assertEquals(500, notes.release().size());
    assertFalse(notes.settled());
  }

  private static Job noted(String... uids) {
    Job job = job(spec -> {});
    return new JobBuilder(job)
        .editStatus()
        .withNewUncountedTerminatedPods()
        .withSucceeded(uids)
        .endUncountedTerminatedPods()
        .endStatus()
        .build();
  }
}
