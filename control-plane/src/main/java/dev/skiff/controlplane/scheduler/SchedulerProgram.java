package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.plugins.DefaultPreemption;
import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Operator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The scheduler as a client of any cluster: the embedded one in process, or another through its
 * address. One at a time per cluster.
 */
public final class SchedulerProgram implements AutoCloseable {
  private final Operator operator;
  private final ApiPodReporter reporter;
  private final Scheduler scheduler;

  /**
   * @param client stays the caller's to close; may get, list and watch nodes, namespaces and Pods,
   *     create bindings and events, patch the status of Pods and delete Pods
   */
  public SchedulerProgram(KubernetesClient client) {
    operator = Operator.on(client);
    EventRecorder events = operator.events(DefaultProfile.NAME);
    reporter = new ApiPodReporter(client, events);
    List<Plugin> judges = DefaultProfile.plugins(client);
    SplittableRandom random = new SplittableRandom();
    Profile withoutPreemption = new Profile(judges, random);
    List<Plugin> plugins = new ArrayList<>(judges);
    plugins.add(
        new DefaultPreemption(withoutPreemption::wouldFit, new ApiEviction(client, events)));
    Profile profile = new Profile(plugins, random);
    scheduler = new Scheduler(Map.of(DefaultProfile.NAME, profile), reporter, operator.timer());
    new ClusterFeed(scheduler).connect(operator);
  }

  /** Starts; returns at once. Pods are placed when all that runs already is known. */
  public void start() {
    operator.start();
    Thread.ofVirtual()
        .name("scheduler-start")
        .start(
            () -> {
              try {
                operator.awaitSynced();
                scheduler.start();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  @Override
  public void close() throws Exception {
    scheduler.close();
    operator.close();
    reporter.close();
  }
}
