package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobFixtures.NOW;
import static dev.skiff.controlplane.controller.job.JobFixtures.indexed;
import static dev.skiff.controlplane.controller.job.JobFixtures.job;
import static dev.skiff.controlplane.controller.job.JobFixtures.notes;
import static dev.skiff.controlplane.controller.job.JobFixtures.outcome;
import static dev.skiff.controlplane.controller.job.JobFixtures.pod;
import static dev.skiff.controlplane.controller.job.JobFixtures.released;
import static dev.skiff.controlplane.controller.job.JobFixtures.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobStatusesTest {
  @Test
  void aJobIsCompleteOnlyWhenItsPodsAreCounted() {
    Job job = job(spec -> spec.setCompletions(1));
    JobStatus before = status(view(job, pod("a", "Succeeded")));
    assertEquals(List.of("SuccessCriteriaMet"), types(before));
    assertNull(before.getCompletionTime());
    assertEquals(List.of("a"), before.getUncountedTerminatedPods().getSucceeded());
    Job noted = new JobBuilder(job).withStatus(before).build();
    JobStatus after = status(view(noted, released(pod("a", "Succeeded"))));
    assertEquals(List.of("SuccessCriteriaMet", "Complete"), types(after));
    assertEquals(NOW.toString(), after.getCompletionTime());
    assertEquals(1, after.getSucceeded());
    assertEquals("CompletionsReached", after.getConditions().getLast().getReason());
  }

  @Test
  void aJobHasFailedOnlyWhenNoPodIsLeft() {
    Job job = job(spec -> spec.setBackoffLimit(0));
    JobStatus target = status(view(job, pod("a", "Failed"), pod("b", "Running")));
    assertEquals(List.of("FailureTarget"), types(target));
    Job failing = new JobBuilder(job).withStatus(target).build();
    Pod going = JobFixtures.deleted(released(pod("b", "Running")));
    JobStatus waiting = status(view(failing, released(pod("a", "Failed")), going));
    assertEquals(List.of("FailureTarget"), types(waiting));
    assertEquals(2, waiting.getFailed());
    assertEquals(1, waiting.getTerminating());
    Job gone = new JobBuilder(job).withStatus(waiting).build();
    assertEquals(
        List.of("FailureTarget", "Failed"),
        types(status(view(gone, released(pod("a", "Failed"))))));
  }

  @Test
  void indexesAreReported() {
    Job job = JobFixtures.indexed(spec -> spec.setBackoffLimitPerIndex(0));
    JobStatus status = status(view(job, indexed("a", "Succeeded", 1), indexed("b", "Failed", 0)));
    assertEquals("1", status.getCompletedIndexes());
    assertEquals("0", status.getFailedIndexes());
    assertEquals(1, status.getSucceeded());
    assertNull(status(view(JobFixtures.indexed(spec -> {}))).getFailedIndexes());
  }

  @Test
  void aPauseKeepsTheStartAndItsEndMovesIt() {
    Job job = job(spec -> spec.setSuspend(true));
    JobStatus paused = status(view(job));
    assertEquals(List.of("Suspended"), types(paused));
    assertEquals("JobSuspended", paused.getConditions().getFirst().getReason());
    assertEquals("2026-01-01T00:00:00Z", paused.getStartTime());
    Job resumed = new JobBuilder(job).withStatus(paused).build();
    resumed.getSpec().setSuspend(false);
    JobStatus going = status(view(resumed));
    assertEquals("False", going.getConditions().getFirst().getStatus());
    assertEquals("JobResumed", going.getConditions().getFirst().getReason());
    assertEquals(NOW.toString(), going.getStartTime());
  }

  /** The status when nothing could be made or deleted. */
  private static JobStatus status(JobView view) {
    return JobStatuses.of(
        view,
        JobTally.of(view),
        notes(view),
        outcome(view),
        new JobActions.Done(0, List.of(), null));
  }

  private static List<String> types(JobStatus status) {
    return status.getConditions().stream().map(JobCondition::getType).toList();
  }
}
