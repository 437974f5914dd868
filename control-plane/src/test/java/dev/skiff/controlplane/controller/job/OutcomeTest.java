package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobFixtures.annotated;
import static dev.skiff.controlplane.controller.job.JobFixtures.indexed;
import static dev.skiff.controlplane.controller.job.JobFixtures.job;
import static dev.skiff.controlplane.controller.job.JobFixtures.outcome;
import static dev.skiff.controlplane.controller.job.JobFixtures.pod;
import static dev.skiff.controlplane.controller.job.JobFixtures.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.SuccessPolicyBuilder;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  @Test
  void enoughSuccessesCompleteAJob() {
    Job job = job(spec -> spec.setCompletions(2));
    assertNull(outcome(view(job, pod("a", "Succeeded"))));
    assertEquals(
        new Outcome(true, "CompletionsReached", "Reached expected number of succeeded pods"),
        outcome(view(job, pod("a", "Succeeded"), pod("b", "Succeeded"))));
  }

  @Test
  void withoutCompletionsOneSuccessIsEnoughWhenTheOthersHaveEnded() {
    Job job = job(spec -> spec.setCompletions(null));
    assertNull(outcome(view(job, pod("a", "Succeeded"), pod("b", "Running"))));
    assertEquals(
        "CompletionsReached",
        outcome(view(job, pod("a", "Succeeded"), pod("b", "Failed"))).reason());
  }

  @Test
  void tooManyFailuresFailAJob() {
    Job job = job(spec -> spec.setBackoffLimit(1));
    assertNull(outcome(view(job, pod("a", "Failed"))));
    assertEquals(
        new Outcome(false, "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
        outcome(view(job, pod("a", "Failed"), pod("b", "Failed"))));
  }

  @Test
  void restartsInPlaceCountWhereTheyAreAskedFor() {
    Pod restarted =
        new PodBuilder(pod("a", "Running"))
            .editStatus()
            .addNewContainerStatus()
            .withRestartCount(2)
            .endContainerStatus()
            .endStatus()
            .build();
    Job job = job(spec -> spec.setBackoffLimit(2));
    assertNull(outcome(view(job, restarted)));
    job.getSpec().getTemplate().getSpec().setRestartPolicy("OnFailure");
    assertEquals("BackoffLimitExceeded", outcome(view(job, restarted)).reason());
  }

  @Test
  void aDeadlineCountsFromTheStartAndNotWhileSuspended() {
    assertNull(outcome(view(job(spec -> spec.setActiveDeadlineSeconds(601L)))));
    Job late = job(spec -> spec.setActiveDeadlineSeconds(600L));
    assertEquals(
        new Outcome(false, "DeadlineExceeded", "Job was active longer than specified deadline"),
        outcome(view(late)));
    late.getSpec().setSuspend(true);
    assertNull(outcome(view(late)));
  }

  @Test
  void failedIndexesFailAJobWhenAllIndexesHaveEnded() {
    Job job = JobFixtures.indexed(spec -> spec.setBackoffLimitPerIndex(0));
    Pod failed = annotated(indexed("a", "Failed", 0), CompletionIndex.FAILURES, 0);
    assertNull(outcome(view(job, failed, indexed("b", "Succeeded", 1))));
    assertEquals(
        new Outcome(false, "FailedIndexes", "Job has failed indexes"),
        outcome(view(job, failed, indexed("b", "Succeeded", 1), indexed("c", "Succeeded", 2))));
  }

  @Test
  void tooManyFailedIndexesFailAJobAtOnce() {
    Job job =
        JobFixtures.indexed(
            spec -> {
              spec.setBackoffLimitPerIndex(0);
              spec.setMaxFailedIndexes(1);
            });
    assertNull(outcome(view(job, indexed("a", "Failed", 0))));
    assertEquals(
        new Outcome(
            false,
            "MaxFailedIndexesExceeded",
            "Job has exceeded the specified maximal number of failed indexes"),
        outcome(view(job, indexed("a", "Failed", 0), indexed("b", "Failed", 1))));
  }

  @Test
  void aSuccessPolicyAsksForIndexesForANumberOrForBoth() {
    assertEquals("SuccessPolicy", succeeding("0,2", null).reason());
    assertEquals("Matched rules at index 0", succeeding(null, 2).message());
    assertEquals("SuccessPolicy", succeeding("0-2", 2).reason());
    assertNull(succeeding("0-2", null));
    assertNull(succeeding(null, 3));
    assertNull(succeeding("1,2", 2));
  }

  /** A Job of 5 indexes of which 0 and 2 have succeeded. */
  private static Outcome succeeding(String indexes, Integer count) {
    Job job =
        JobFixtures.indexed(
            spec -> {
              spec.setCompletions(5);
              spec.setSuccessPolicy(
                  new SuccessPolicyBuilder()
                      .addNewRule()
                      .withSucceededIndexes(indexes)
                      .withSucceededCount(count)
                      .endRule()
                      .build());
            });
    return outcome(view(job, indexed("a", "Succeeded", 0), indexed("b", "Succeeded", 2)));
  }

  @Test
  void whatIsSettledStays() {
    Job job =
        new JobBuilder(job(spec -> {}))
            .editStatus()
            .addNewCondition()
            .withType("FailureTarget")
            .withStatus("True")
            .withReason("BackoffLimitExceeded")
            .withMessage("why")
            .endCondition()
            .endStatus()
            .build();
    assertEquals(new Outcome(false, "BackoffLimitExceeded", "why"), outcome(view(job)));
  }
}
