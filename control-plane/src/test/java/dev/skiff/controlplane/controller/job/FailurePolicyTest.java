package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobFixtures.condition;
import static dev.skiff.controlplane.controller.job.JobFixtures.indexed;
import static dev.skiff.controlplane.controller.job.JobFixtures.job;
import static dev.skiff.controlplane.controller.job.JobFixtures.notes;
import static dev.skiff.controlplane.controller.job.JobFixtures.outcome;
import static dev.skiff.controlplane.controller.job.JobFixtures.pod;
import static dev.skiff.controlplane.controller.job.JobFixtures.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicy;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import org.junit.jupiter.api.Test;

class FailurePolicyTest {
  @Test
  void anExitCodeFailsTheJob() {
    Job job = job(spec -> spec.setPodFailurePolicy(exitCode("FailJob", "In", 1)));
    assertEquals(
        new Outcome(
            false,
            "PodFailurePolicy",
            "Container main for pod default/a failed with exit code 1 matching FailJob rule at"
                + " index 0"),
        outcome(view(job, pod("a", "Failed"))));
  }

  @Test
  void aConditionFailsTheJob() {
    Job job = job(spec -> spec.setPodFailurePolicy(disruption("FailJob")));
    assertNull(outcome(view(job, pod("a", "Failed"))));
    assertEquals(
        "Pod default/a has condition DisruptionTarget matching FailJob rule at index 0",
        outcome(view(job, condition(pod("a", "Failed"), "DisruptionTarget"))).message());
  }

  @Test
  void anIgnoredFailureDoesNotCountAndIsLetGo() {
    Job job =
        job(
            spec -> {
              spec.setBackoffLimit(0);
              spec.setPodFailurePolicy(disruption("Ignore"));
            });
    JobView view = view(job, condition(pod("a", "Failed"), "DisruptionTarget"));
    assertNull(outcome(view));
    assertEquals(0, JobTally.of(view).failed());
    assertEquals(1, notes(view).release().size());
    assertTrue(notes(view).settled());
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    Job job =
        job(
            spec -> {
              PodFailurePolicy policy = exitCode("Count", "NotIn", 2);
              policy.getRules().addAll(exitCode("FailJob", "In", 1).getRules());
              spec.setPodFailurePolicy(policy);
            });
    FailurePolicy.Verdict verdict = FailurePolicy.of(job, pod("a", "Failed"));
    assertEquals(new FailurePolicy.Verdict("Count", null), verdict);
    assertTrue(verdict.counts());
  }

  @Test
  void aRuleForAnotherContainerDoesNotMatch() {
    PodFailurePolicy policy = exitCode("Ignore", "In", 1);
    policy.getRules().getFirst().getOnExitCodes().setContainerName("sidecar");
    Job job = job(spec -> spec.setPodFailurePolicy(policy));
    assertTrue(FailurePolicy.of(job, pod("a", "Failed")).counts());
    policy.getRules().getFirst().getOnExitCodes().setContainerName("main");
    assertFalse(FailurePolicy.of(job, pod("a", "Failed")).counts());
  }

  @Test
  void anIndexMayFailByRule() {
    Job job =
        JobFixtures.indexed(
            spec -> {
              spec.setBackoffLimitPerIndex(3);
              spec.setPodFailurePolicy(exitCode("FailIndex", "In", 1));
            });
    JobView view = view(job, indexed("a", "Failed", 2));
    assertEquals("2", JobTally.of(view).failedIndexes().toString());
    assertTrue(JobTally.of(view).unreplaced().isEmpty());
  }

  private static PodFailurePolicy exitCode(String action, String operator, int code) {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction(action)
        .withNewOnExitCodes()
        .withOperator(operator)
        .withValues(code)
        .endOnExitCodes()
        .endRule()
        .build();
  }

  private static PodFailurePolicy disruption(String action) {
    return new PodFailurePolicyBuilder()
        .addNewRule()
        .withAction(action)
        .addNewOnPodCondition("True", "DisruptionTarget")
        .endRule()
        .build();
  }
}
