package dev.skiff.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.batch.v1.Job;

/** Whose Job it is: spec.managedBy may give it to a controller that is not part of the cluster. */
final class ManagedBy {
  private static final String SELF = "kubernetes.io/job-controller";

  private ManagedBy() {}

  /** Whether another controller runs the Job. */
  static boolean another(Job job) {
    String manager = job.getSpec().getManagedBy();
    return manager != null && !manager.equals(SELF);
  }
}
