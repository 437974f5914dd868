package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.scheduler.framework.Build;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.runtime.SystemTimer;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/** How many Pods a second the scheduler places, without an API server: a bench, not a test. */
final class SchedulerBench {
  private SchedulerBench() {}

  public static void main(String[] arguments) throws Exception {
    System.out.printf("%8s %8s %12s%n", "nodes", "pods", "pods/s");
    run(100, 2_000, false);
    run(100, 5_000, true);
    run(1_000, 5_000, true);
  }

  private static void run(int nodes, int pods, boolean print) throws Exception {
    CountDownLatch left = new CountDownLatch(pods);
    List<Plugin> plugins = new ArrayList<>(DefaultProfile.plugins(null));
    plugins.removeIf(Plugin.Bind.class::isInstance);
    plugins.add(new Bound());
    Profile profile = new Profile(plugins, new SplittableRandom(1));
    try (SystemTimer timer = new SystemTimer();
        Scheduler scheduler =
            new Scheduler(Map.of(DefaultProfile.NAME, profile), new Counting(left), timer)) {
      ClusterFeed feed = new ClusterFeed(scheduler);
      for (int i = 0; i < nodes; i++) {
        var node =
            Build.node("node" + i, "zone" + i % 3)
                .editStatus()
                .addToAllocatable("cpu", new Quantity("64"))
                .addToAllocatable("pods", new Quantity("110"))
                .endStatus()
                .build();
        feed.node(new ResourceEvent<>(ResourceEvent.Type.ADDED, null, node));
      }
      long start = System.nanoTime();
      scheduler.start();
      for (int i = 0; i < pods; i++) {
        var pod =
            Build.pod("pod" + i, "100m")
                .editMetadata()
                .addNewOwnerReference()
                .withController(true)
                .withUid("owner" + i % 50)
                .endOwnerReference()
                .endMetadata()
                .build();
        feed.pod(new ResourceEvent<>(ResourceEvent.Type.ADDED, null, pod));
      }
      left.await();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (print) System.out.printf("%8d %8d %12.0f%n", nodes, pods, pods / seconds);
    }
  }

  /** Binds at once. */
  private static final class Bound implements Plugin.Bind {
    @Override
    public String name() {
      return "Bound";
    }

    @Override
    public Status bind(PodInfo pod, String node) {
      return Status.SUCCESS;
    }
  }

  private record Counting(CountDownLatch left) implements PodReporter {
    @Override
    public void scheduled(PodInfo pod, String node) {
      left.countDown();
    }

    @Override
    public void unschedulable(PodInfo pod, String message, String nominatedNode) {
      throw new IllegalStateException(message);
    }

    @Override
    public void failed(PodInfo pod, String message) {
      throw new IllegalStateException(message);
    }
  }
}
