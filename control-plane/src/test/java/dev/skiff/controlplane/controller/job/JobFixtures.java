package dev.skiff.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** Jobs and Pods to try the Job controller's parts on. */
final class JobFixtures {
  static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");
  static final String ENDED = "2026-01-01T00:09:55Z";

  private JobFixtures() {}

  /** A Job of two Pods at a time, three in all. */
  static Job job(Consumer<JobSpec> change) {
    Job job =
        new JobBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("job")
            .withUid("job-uid")
            .endMetadata()
            .withNewSpec()
            .withParallelism(2)
            .withCompletions(3)
            .withBackoffLimit(6)
            .withNewTemplate()
            .withNewSpec()
            .withRestartPolicy("Never")
            .addNewContainer()
            .withName("main")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .withNewStatus()
            .withStartTime("2026-01-01T00:00:00Z")
            .endStatus()
            .build();
    change.accept(job.getSpec());
    return job;
  }

  static Job indexed(Consumer<JobSpec> change) {
    return job(
        spec -> {
          spec.setCompletionMode("Indexed");
          change.accept(spec);
        });
  }

  static Pod pod(String name, String phase) {
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    var pod =
        new PodBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName(name)
            .withUid(name)
            .withCreationTimestamp("2026-01-01T00:01:00Z")
            .withFinalizers(JobPods.FINALIZER)
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .withPhase(phase)
            .endStatus();
    if (ended) {
      pod.editStatus()
          .addNewContainerStatus()
          .withName("main")
          .withNewState()
          .withNewTerminated()
          .withExitCode(phase.equals("Failed") ? 1 : 0)
          .withFinishedAt(ENDED)
          .endTerminated()
          .endState()
          .endContainerStatus()
          .endStatus();
    }
    return pod.build();
  }

  static Pod indexed(String name, String phase, int index) {
    return annotated(pod(name, phase), CompletionIndex.ANNOTATION, index);
  }

  static Pod annotated(Pod pod, String annotation, int value) {
    return new PodBuilder(pod)
        .editMetadata()
        .addToAnnotations(annotation, Integer.toString(value))
        .endMetadata()
        .build();
  }

  static Pod released(Pod pod) {
    return new PodBuilder(pod).editMetadata().withFinalizers().endMetadata().build();
  }

  static Pod deleted(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp(NOW.toString())
        .endMetadata()
        .build();
  }

  static Pod condition(Pod pod, String type) {
    return new PodBuilder(pod)
        .editStatus()
        .addNewCondition()
        .withType(type)
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  static JobView view(Job job, Pod... pods) {
    return JobView.of(job, List.of(pods), NOW);
  }

  static Outcome outcome(JobView view) {
    return Outcome.of(view, JobTally.of(view)).orElse(null);
  }

  static JobPlan plan(JobView view) {
    return JobPlan.of(view, JobTally.of(view), outcome(view), Duration.ZERO);
  }

  static JobNotes notes(JobView view) {
    return JobNotes.of(view, JobTally.of(view), outcome(view));
  }
}
