package dev.skiff.controlplane.scheduler;

import static dev.skiff.controlplane.scheduler.framework.Build.labelled;
import static dev.skiff.controlplane.scheduler.framework.Build.node;
import static dev.skiff.controlplane.scheduler.framework.Build.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.skiff.controlplane.scheduler.framework.ClusterSnapshot;
import dev.skiff.controlplane.scheduler.framework.Diagnosis;
import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.PostFilterResult;
import dev.skiff.controlplane.scheduler.framework.Status;
import dev.skiff.controlplane.scheduler.plugins.NodeResourcesFit;
import dev.skiff.controlplane.scheduler.plugins.NodeUnschedulable;
import dev.skiff.controlplane.scheduler.plugins.PodTopologySpread;
import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.runtime.SystemTimer;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole scheduler, fed by hand, with a binder that only remembers. */
class SchedulerTest {
  private final SystemTimer timer = new SystemTimer();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private volatile Status bindAnswer = Status.SUCCESS;
  private Scheduler scheduler;
  private ClusterFeed feed;

  @BeforeEach
  void start() {
    List<Plugin> plugins =
        List.of(
            new NodeUnschedulable(),
            new NodeResourcesFit(),
            new PodTopologySpread(),
            new Nominator(),
            new Binder());
    scheduler =
        new Scheduler(
            Map.of("default-scheduler", new Profile(plugins, new SplittableRandom(1))),
            new Reporter(),
            timer);
    feed = new ClusterFeed(scheduler);
    scheduler.start();
  }

  @AfterEach
  void stop() {
    scheduler.close();
    timer.close();
  }

  @Test
  void assumedPodsTakeRoomAtOnce() throws Exception {
    add(node("a"));
    add(node("b"));
    add(pod("p", "3"));
    add(pod("q", "3"));
    String first = next();
    String second = next();
    assertNotEquals(nodeOf(first), nodeOf(second));
    add(pod("r", "3"));
    assertEquals("r: 0/2 nodes are available: 2 Insufficient cpu.", next());
  }

  @Test
  void aPodWaitsUntilAnotherLeaves() throws Exception {
    add(node("a"));
    PodBuilder there = pod("there", "3").editSpec().withNodeName("a").endSpec();
    add(there);
    add(pod("p", "3"));
    assertEquals("p: 0/1 nodes are available: 1 Insufficient cpu.", next());
    feed.pod(new ResourceEvent<>(ResourceEvent.Type.DELETED, there.build(), there.build()));
    assertEquals("p -> a", next());
  }

  /** The emptiest part of the cluster is gone: the others are not too full any more. */
  @Test
  void aPodThatIsToBeSpreadIsTriedAgainWhenANodeIsGone() throws Exception {
    NodeBuilder emptiest = node("b", "empty").editSpec().withUnschedulable(true).endSpec();
    add(node("a", "full"));
    add(emptiest);
    add(spread("there").editSpec().withNodeName("a").endSpec());
    add(spread("p"));
    assertEquals(
        "p: 0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints, "
            + "1 node(s) were unschedulable.",
        next());
    feed.node(new ResourceEvent<>(ResourceEvent.Type.DELETED, emptiest.build(), emptiest.build()));
    assertEquals("p -> a", next());
  }

  @Test
  void roomThatWasKeptForAPodIsFreeWhenThePodIsGone() throws Exception {
    add(node("a"));
    PodBuilder there = pod("there", "3").editSpec().withNodeName("a").endSpec();
    PodBuilder important = pod("important", "3").editSpec().withPriority(5).endSpec();
    add(there);
    add(important);
    assertEquals("important: 0/1 nodes are available: 1 Insufficient cpu.", next());
    // The important Pod backs off for a second.
    feed.pod(new ResourceEvent<>(ResourceEvent.Type.DELETED, there.build(), there.build()));
    add(pod("p", "2"));
    assertEquals("p: 0/1 nodes are available: 1 Insufficient cpu.", next());
    feed.pod(new ResourceEvent<>(ResourceEvent.Type.DELETED, important.build(), important.build()));
    assertEquals("p -> a", next());
  }

  @Test
  void withoutNodesItSaysSo() throws Exception {
    add(pod("p"));
    assertEquals("p: no nodes available to schedule pods", next());
    add(node("a"));
    assertEquals("p -> a", next());
  }

  @Test
  void aBindingThatFailsGivesTheRoomBack() throws Exception {
    add(node("a"));
    bindAnswer = Status.error("the API server said no");
    add(pod("p", "3"));
    assertEquals("p! the API server said no", next());
    bindAnswer = Status.SUCCESS;
    add(pod("q", "3"));
    assertEquals("q -> a", next());
  }

  @Test
  void aLateStateOfAPodThatIsBoundIsNoNews() throws Exception {
    add(node("a"));
    PodBuilder bound = pod("p", "1");
    add(bound);
    assertEquals("p -> a", next());
    Pod late = labelled(bound, "x", "y").build();
    feed.pod(new ResourceEvent<>(ResourceEvent.Type.UPDATED, bound.build(), late));
    add(pod("q", "1"));
    assertEquals("q -> a", next());
  }

  @Test
  void refusalsOfSeveralPluginsAreCounted() throws Exception {
    add(node("a").editSpec().withUnschedulable(true).endSpec());
    add(node("b"));
    add(pod("p", "5"));
    assertEquals(
        "p: 0/2 nodes are available: 1 Insufficient cpu, 1 node(s) were unschedulable.", next());
  }

  @Test
  void otherSchedulersAndGatedPodsAreLeftAlone() throws Exception {
    add(node("a"));
    add(pod("foreign").editSpec().withSchedulerName("other").endSpec());
    PodBuilder gated = pod("gated").editSpec().addNewSchedulingGate("wait").endSpec();
    add(gated);
    add(pod("mine"));
    assertEquals("mine -> a", next());
    PodBuilder open = new PodBuilder(gated.build()).editSpec().withSchedulingGates().endSpec();
    feed.pod(new ResourceEvent<>(ResourceEvent.Type.UPDATED, gated.build(), open.build()));
    assertEquals("gated -> a", next());
  }

  private void add(NodeBuilder node) {
    feed.node(new ResourceEvent<>(ResourceEvent.Type.ADDED, null, node.build()));
  }

  private void add(PodBuilder pod) {
    feed.pod(new ResourceEvent<>(ResourceEvent.Type.ADDED, null, pod.build()));
  }

  private static PodBuilder spread(String name) {
    return labelled(pod(name), "app", "web")
        .editSpec()
        .addNewTopologySpreadConstraint()
        .withTopologyKey("topology.kubernetes.io/zone")
        .withMaxSkew(1)
        .withWhenUnsatisfiable("DoNotSchedule")
        .withNewLabelSelector()
        .addToMatchLabels("app", "web")
        .endLabelSelector()
        .endTopologySpreadConstraint()
        .endSpec();
  }

  private String next() throws InterruptedException {
    return told.poll(10, TimeUnit.SECONDS);
  }

  private static String nodeOf(String told) {
    return told.substring(told.indexOf("-> "));
  }

  /** Keeps room on node a for important Pods. */
  private static final class Nominator implements Plugin.PostFilter {
    @Override
    public String name() {
      return "Nominator";
    }

    @Override
    public PostFilterResult postFilter(PodInfo pod, ClusterSnapshot cluster, Diagnosis diagnosis) {
      return new PostFilterResult(pod.priority() > 0 ? "a" : null, "");
    }
  }

  private final class Binder implements Plugin.Bind {
    @Override
    public String name() {
      return "Binder";
    }

    @Override
    public Status bind(PodInfo pod, String node) {
      return bindAnswer;
    }
  }

  private final class Reporter implements PodReporter {
    @Override
    public void scheduled(PodInfo pod, String node) {
      told.add(pod.name() + " -> " + node);
    }

    @Override
    public void unschedulable(PodInfo pod, String message, String nominatedNode) {
      told.add(pod.name() + ": " + message);
    }

    @Override
    public void failed(PodInfo pod, String message) {
      told.add(pod.name() + "! " + message);
    }
  }
}
