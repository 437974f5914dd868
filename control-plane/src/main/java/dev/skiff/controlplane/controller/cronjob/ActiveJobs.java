package dev.skiff.controlplane.controller.cronjob;

import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Keeps a CronJob's list of Jobs that are under way. */
final class ActiveJobs {
  private final JobActions actions;
  private final EventRecorder events;

  ActiveJobs(JobActions actions, EventRecorder events) {
    this.actions = actions;
    this.events = events;
  }

  /**
   * Takes out what has ended or gone, and notes the last success.
   *
   * @param status is changed
   * @param jobs that the cache knows
   */
  void refresh(CronJob cronJob, CronJobStatus status, List<Job> jobs) {
    Map<String, Job> known =
        jobs.stream().collect(Collectors.toMap(ActiveJobs::uid, Function.identity()));
    for (Job job : jobs) {
      boolean listed = contains(status, uid(job));
      var ended = Jobs.ended(job);
      if (!listed && ended.isEmpty()) {
        // The cached CronJob may be older than the Job.
        if (actions.lists(cronJob, uid(job))) continue;
        events.warning(
            cronJob,
            "UnexpectedJob",
            "Saw a job that the controller did not create or forgot: " + name(job));
      } else if (listed && ended.isPresent()) {
        status.getActive().removeIf(reference -> reference.getUid().equals(uid(job)));
        events.normal(
            cronJob,
            "SawCompletedJob",
            "Saw completed job: %s, condition: %s".formatted(name(job), ended.get()));
      }
      if (ended.filter(Jobs.COMPLETE::equals).isPresent()) noteSuccess(status, job);
    }
    for (ObjectReference reference : List.copyOf(status.getActive())) {
      // A new Job may not be in the cache yet: only the server knows that one is gone.
      if (known.containsKey(reference.getUid()) || exists(reference)) continue;
      status.getActive().remove(reference);
      // Replaced by ourselves a moment ago.
      if (!actions.lists(cronJob, reference.getUid())) continue;
      events.normal(cronJob, "MissingJob", "Active job went missing: " + reference.getName());
    }
  }

  private boolean exists(ObjectReference reference) {
    return actions
        .find(new Request(reference.getNamespace(), reference.getName()))
        .filter(job -> uid(job).equals(reference.getUid()))
        .isPresent();
  }

  private static void noteSuccess(CronJobStatus status, Job job) {
    String completed = job.getStatus().getCompletionTime();
    String before = status.getLastSuccessfulTime();
    if (completed != null && (before == null || completed.compareTo(before) > 0)) {
      status.setLastSuccessfulTime(completed);
    }
  }

  private static boolean contains(CronJobStatus status, String uid) {
    return status.getActive().stream().anyMatch(reference -> reference.getUid().equals(uid));
  }

  private static String uid(Job job) {
    return job.getMetadata().getUid();
  }

  private static String name(Job job) {
    return job.getMetadata().getName();
  }
}
