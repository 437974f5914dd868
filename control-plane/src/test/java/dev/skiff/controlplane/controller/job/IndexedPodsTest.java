package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobFixtures.annotated;
import static dev.skiff.controlplane.controller.job.JobFixtures.indexed;
import static dev.skiff.controlplane.controller.job.JobFixtures.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.skiff.controlplane.controller.common.PodControl;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.PodFailurePolicyBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexedPodsTest {
  @Test
  void aPodIsToldItsIndexInEveryWay() {
    Pod pod = make(JobFixtures.indexed(spec -> {}), null);
    assertEquals("job-1-", pod.getMetadata().getGenerateName());
    assertEquals("1", pod.getMetadata().getLabels().get(CompletionIndex.ANNOTATION));
    assertEquals(Map.of(CompletionIndex.ANNOTATION, "1"), pod.getMetadata().getAnnotations());
    assertEquals("job-1", pod.getSpec().getHostname());
    var variable = pod.getSpec().getContainers().getFirst().getEnv().getFirst();
    assertEquals("JOB_COMPLETION_INDEX", variable.getName());
    assertEquals(
        "metadata.labels['batch.kubernetes.io/job-completion-index']",
        variable.getValueFrom().getFieldRef().getFieldPath());
  }

  @Test
  void aLongNameLeavesRoomForTheIndex() {
    Job job = JobFixtures.indexed(spec -> {});
    job.getMetadata().setName("x".repeat(60));
    assertEquals("x".repeat(55) + "-1-", make(job, null).getMetadata().getGenerateName());
  }

  @Test
  void aPodContinuesTheCountOfTheOneThatItFollows() {
    Job job = JobFixtures.indexed(spec -> spec.setBackoffLimitPerIndex(3));
    assertEquals(0, CompletionIndex.failures(make(job, null)));
    Pod second = make(job, annotated(indexed("a", "Failed", 1), CompletionIndex.FAILURES, 1));
    assertEquals(2, CompletionIndex.failures(second));
    assertFalse(
        second.getMetadata().getAnnotations().containsKey(CompletionIndex.IGNORED_FAILURES));
  }

  @Test
  void ignoredFailuresAreCountedApart() {
    Job job =
        JobFixtures.indexed(
            spec -> {
              spec.setBackoffLimitPerIndex(3);
              spec.setPodFailurePolicy(
                  new PodFailurePolicyBuilder()
                      .addNewRule()
                      .withAction("Ignore")
                      .addNewOnPodCondition("True", "DisruptionTarget")
                      .endRule()
                      .build());
            });
    Pod evicted = JobFixtures.condition(indexed("a", "Failed", 1), "DisruptionTarget");
    Pod next = make(job, annotated(evicted, CompletionIndex.FAILURES, 1));
    assertEquals(1, CompletionIndex.failures(next));
    assertEquals(1, CompletionIndex.ignoredFailures(next));
    assertEquals(2, CompletionIndex.allFailures(next));
  }

  private static Pod make(Job job, Pod replaced) {
    Pod template = PodControl.fromTemplate(job, job.getSpec().getTemplate());
    return IndexedPods.make(view(job), template, 1, replaced);
  }
}
