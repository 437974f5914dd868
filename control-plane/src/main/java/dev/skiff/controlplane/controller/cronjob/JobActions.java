package dev.skiff.controlplane.controller.cronjob;

import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Optional;

/** Makes and removes the Jobs of CronJobs, and says so in events. */
final class JobActions {
  private static final int CONFLICT = 409;
  private static final int NOT_FOUND = 404;

  private final KubernetesClient client;
  private final EventRecorder events;

  JobActions(KubernetesClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  /** Creates a Job; one that is there already is taken. Empty if the namespace is going. */
  Optional<Job> create(CronJob cronJob, Job job) {
    try {
      Job created = client.resource(job).create();
      events.normal(cronJob, "SuccessfulCreate", "Created job " + created.getMetadata().getName());
      return Optional.of(created);
    } catch (KubernetesClientException e) {
      if (Failures.namespaceTerminating(e)) return Optional.empty();
      if (e.getCode() == CONFLICT) {
        Job present = find(Request.of(job)).orElse(null);
        if (present != null && Owners.isControlledBy(present, cronJob)) return Optional.of(present);
      }
      events.warning(cronJob, "FailedCreate", "Error creating job: " + Failures.message(e));
      throw e;
    }
  }

  /** Deletes a Job and its Pods. */
  void delete(CronJob cronJob, Request job) {
    try {
      client
          .batch()
          .v1()
          .jobs()
          .inNamespace(job.namespace())
          .withName(job.name())
          .withPropagationPolicy(DeletionPropagation.BACKGROUND)
          .delete();
      events.normal(cronJob, "SuccessfulDelete", "Deleted job " + job.name());
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND) return;
      events.warning(cronJob, "FailedDelete", "Deleted job: " + Failures.message(e));
      throw e;
    }
  }

  /** Whether the CronJob, as the server has it now, lists a Job as active. */
  boolean lists(CronJob cronJob, String job) {
    CronJob now = client.resource(cronJob).get();
    return now != null
        && now.getStatus() != null
        && now.getStatus().getActive().stream()
            .anyMatch(reference -> reference.getUid().equals(job));
  }

  /** The Job as the server has it now. */
  Optional<Job> find(Request job) {
    return Optional.ofNullable(
        client.batch().v1().jobs().inNamespace(job.namespace()).withName(job.name()).get());
  }
}
