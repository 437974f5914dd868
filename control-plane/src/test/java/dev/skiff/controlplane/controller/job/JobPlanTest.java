package dev.skiff.controlplane.controller.job;

import static dev.skiff.controlplane.controller.job.JobFixtures.NOW;
import static dev.skiff.controlplane.controller.job.JobFixtures.annotated;
import static dev.skiff.controlplane.controller.job.JobFixtures.deleted;
import static dev.skiff.controlplane.controller.job.JobFixtures.indexed;
import static dev.skiff.controlplane.controller.job.JobFixtures.job;
import static dev.skiff.controlplane.controller.job.JobFixtures.plan;
import static dev.skiff.controlplane.controller.job.JobFixtures.pod;
import static dev.skiff.controlplane.controller.job.JobFixtures.view;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JobPlanTest {
  private static final List<Integer> ONE = List.of(CompletionIndex.NONE);

  @Test
  void podsAreMadeUpToTheParallelismAndTheCompletionsThatAreLeft() {
    assertEquals(2, plan(view(job(spec -> {}))).create().size());
    assertEquals(ONE, plan(view(job(spec -> {}), pod("a", "Running"))).create());
    JobView last = view(job(spec -> {}), pod("a", "Succeeded"), pod("b", "Succeeded"));
    assertEquals(ONE, plan(last).create());
  }

  @Test
  void anIndexedJobGetsItsFirstMissingIndexes() {
    Job job = JobFixtures.indexed(spec -> spec.setParallelism(3));
    assertEquals(List.of(0, 2), plan(view(job, indexed("a", "Running", 1))).create());
  }

  @Test
  void podsOfNoIndexAndDoublesGo() {
    Job job = JobFixtures.indexed(spec -> spec.setParallelism(3));
    JobView view =
        view(
            job,
            pod("none", "Running"),
            indexed("beyond", "Running", 3),
            indexed("one", "Running", 1),
            indexed("double", "Pending", 1));
    Set<String> gone =
        Set.copyOf(plan(view).delete().stream().map(pod -> pod.getMetadata().getName()).toList());
    assertEquals(Set.of("none", "beyond", "double"), gone);
  }

  @Test
  void aSmallerIndexedJobForgetsIndexesThatItHasNoMore() {
    Job job =
        JobFixtures.indexed(
            spec -> {
              spec.setCompletions(1);
              spec.setParallelism(1);
            });
    job.getStatus().setCompletedIndexes("0-2");
    assertEquals("0", JobTally.of(view(job)).completed().toString());
  }

  @Test
  void aSuspendedJobHasNoPods() {
    Pod running = pod("a", "Running");
    JobPlan plan = plan(view(job(spec -> spec.setSuspend(true)), running));
    assertEquals(List.of(running), plan.delete());
    assertTrue(plan.create().isEmpty());
  }

  @Test
  void theOneThatHasComeLeastFarGoesFirst() {
    Pod pending = pod("b", "Pending");
    JobPlan plan = plan(view(job(spec -> spec.setParallelism(1)), pod("a", "Running"), pending));
    assertEquals(List.of(pending), plan.delete());
  }

  @Test
  void aPodIsReplacedWhenItGoesOrOnlyWhenItHasEnded() {
    Pod going = deleted(pod("a", "Running"));
    assertEquals(2, plan(view(job(spec -> {}), going)).create().size());
    Job patient = job(spec -> spec.setPodReplacementPolicy("Failed"));
    assertEquals(1, plan(view(patient, going)).create().size());
  }

  @Test
  void newPodsWaitForTheBackOff() {
    JobView view = view(job(spec -> {}), pod("a", "Running"));
    JobPlan plan = JobPlan.of(view, JobTally.of(view), null, Duration.ofSeconds(5));
    assertTrue(plan.create().isEmpty());
    assertEquals(Duration.ofSeconds(5), plan.backOff());
  }

  @Test
  void eachIndexWaitsByItself() {
    Job job = JobFixtures.indexed(spec -> spec.setBackoffLimitPerIndex(3));
    Pod failed = annotated(indexed("a", "Failed", 0), CompletionIndex.FAILURES, 1);
    JobView view = view(job, failed);
    assertEquals(List.of(1), plan(view).create());
    JobView busy = view(job, failed, indexed("b", "Running", 1));
    assertEquals(Duration.ofSeconds(15), plan(busy).backOff());
  }

  @Test
  void theBackOffDoublesUntilASuccess() {
    var request = new Request("default", "job");
    BackOffs backOffs = new BackOffs();
    JobView one = view(job(spec -> {}), pod("a", "Failed"));
    BackOffs.Failures first = backOffs.with(request, JobTally.of(one));
    assertEquals(Duration.ofSeconds(5), first.left(NOW));
    backOffs.keep(request, first);
    // The same Pod is not counted again.
    assertEquals(Duration.ofSeconds(5), backOffs.with(request, JobTally.of(one)).left(NOW));
    JobView two = view(job(spec -> {}), pod("a", "Failed"), pod("b", "Failed"));
    assertEquals(Duration.ofSeconds(15), backOffs.with(request, JobTally.of(two)).left(NOW));
    JobView three = view(job(spec -> {}), pod("a", "Failed"), pod("c", "Succeeded"));
    assertEquals(Duration.ZERO, backOffs.with(request, JobTally.of(three)).left(NOW));
  }
}
