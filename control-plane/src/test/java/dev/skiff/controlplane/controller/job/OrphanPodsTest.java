package dev.skiff.controlplane.controller.job;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.ResourceEvent;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import org.junit.jupiter.api.Test;

class OrphanPodsTest {
  @Test
  void aJobThatIsGoneOrHasEndedLeavesPodsBehind() {
    Job job = JobFixtures.job(spec -> {});
    assertFalse(OrphanPods.makesOrphans(event(ResourceEvent.Type.UPDATED, job)));
    assertTrue(OrphanPods.makesOrphans(event(ResourceEvent.Type.DELETED, job)));
    Job ended =
        new JobBuilder(job)
            .editStatus()
            .addNewCondition()
            .withType("Failed")
            .withStatus("True")
            .endCondition()
            .endStatus()
            .build();
    assertTrue(OrphanPods.makesOrphans(event(ResourceEvent.Type.UPDATED, ended)));
  }

  private static ResourceEvent<Job> event(ResourceEvent.Type type, Job job) {
    return new ResourceEvent<>(type, job, job);
  }
}
