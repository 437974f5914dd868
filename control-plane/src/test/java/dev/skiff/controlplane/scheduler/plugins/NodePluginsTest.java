package dev.skiff.controlplane.scheduler.plugins;

import static dev.skiff.controlplane.scheduler.framework.Build.filter;
import static dev.skiff.controlplane.scheduler.framework.Build.info;
import static dev.skiff.controlplane.scheduler.framework.Build.node;
import static dev.skiff.controlplane.scheduler.framework.Build.pod;
import static dev.skiff.controlplane.scheduler.framework.Build.score;
import static dev.skiff.controlplane.scheduler.framework.Build.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.scheduler.framework.ClusterEvent;
import dev.skiff.controlplane.scheduler.framework.NodeInfo;
import dev.skiff.controlplane.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plugins that look at a Pod and a node only. */
class NodePluginsTest {

  @Test
  void aNamedNodeIsTheOnlyOne() {
    PodBuilder pod = pod("p").editSpec().withNodeName("b").endSpec();
    List<Status> answers = filter(new NodeName(), info(pod), with(node("a")), with(node("b")));
    assertEquals(
        Status.unresolvable("node(s) didn't match the requested node name"), answers.get(0));
    assertTrue(answers.get(1).success());
  }

  @Test
  void aCordonedNodeTakesOnlyWhoToleratesIt() {
    NodeInfo cordoned = with(node("a").editSpec().withUnschedulable(true).endSpec());
    PodBuilder daemon =
        pod("d")
            .editSpec()
            .addNewToleration(
                "NoSchedule", "node.kubernetes.io/unschedulable", "Exists", null, null)
            .endSpec();
    assertEquals(
        List.of(Status.unresolvable("node(s) were unschedulable")),
        filter(new NodeUnschedulable(), info(pod("p")), cordoned));
    assertEquals(List.of(Status.SUCCESS), filter(new NodeUnschedulable(), info(daemon), cordoned));
  }

  @Test
  void taintsKeepOffAndTolerationsLetIn() {
    NodeInfo tainted = with(tainted("a", "team", "blue", "NoSchedule"));
    NodeInfo executing = with(tainted("b", "team", "blue", "NoExecute"));
    NodeInfo rather = with(tainted("c", "team", "blue", "PreferNoSchedule"));
    Status refused = Status.unresolvable("node(s) had untolerated taint(s)");
    TaintToleration plugin = new TaintToleration();
    assertEquals(
        List.of(refused, refused, Status.SUCCESS),
        filter(plugin, info(pod("p")), tainted, executing, rather));
    PodBuilder equal = tolerating("team", "Equal", "blue", "NoSchedule");
    assertEquals(
        List.of(Status.SUCCESS, refused, Status.SUCCESS),
        filter(plugin, info(equal), tainted, executing, rather));
    PodBuilder other = tolerating("team", "Equal", "red", null);
    assertEquals(List.of(refused), filter(plugin, info(other), tainted));
    PodBuilder everything = tolerating(null, "Exists", null, null);
    assertEquals(
        List.of(Status.SUCCESS, Status.SUCCESS),
        filter(plugin, info(everything), tainted, executing));
    assertEquals(List.of(100L, 0L), score(plugin, info(pod("p")), with(node("d")), rather));
  }

  @Test
  void selectorsAndAffinityMustMatch() {
    NodeInfo ssd = with(labelled("a", "disk", "ssd"));
    NodeInfo plain = with(labelled("b", "cores", "16"));
    Status refused = Status.unresolvable("node(s) didn't match Pod's node affinity/selector");
    NodeAffinity plugin = new NodeAffinity();
    PodBuilder selecting = pod("p").editSpec().addToNodeSelector("disk", "ssd").endSpec();
    assertEquals(List.of(Status.SUCCESS, refused), filter(plugin, info(selecting), ssd, plain));
    assertEquals(
        List.of(refused, Status.SUCCESS),
        filter(plugin, info(requiring("cores", "Gt", "8")), ssd, plain));
    assertEquals(
        List.of(refused, refused), filter(plugin, info(requiring("cores", "Lt", "8")), ssd, plain));
    assertEquals(
        List.of(Status.SUCCESS, refused),
        filter(plugin, info(requiring("cores", "DoesNotExist")), ssd, plain));
    assertEquals(
        List.of(refused, Status.SUCCESS),
        filter(plugin, info(requiring("disk", "NotIn", "ssd", "nvme")), ssd, plain));
    PodBuilder byField =
        pod("p")
            .editSpec()
            .withNewAffinity()
            .withNewNodeAffinity()
            .withNewRequiredDuringSchedulingIgnoredDuringExecution()
            .addNewNodeSelectorTerm()
            .addToMatchFields(new NodeSelectorRequirement("metadata.name", "In", List.of("b")))
            .endNodeSelectorTerm()
            .addNewNodeSelectorTerm()
            .endNodeSelectorTerm()
            .endRequiredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .endAffinity()
            .endSpec();
    assertEquals(List.of(refused, Status.SUCCESS), filter(plugin, info(byField), ssd, plain));
  }

  @Test
  void preferredNodesScoreByWeight() {
    PodBuilder pod =
        pod("p")
            .editSpec()
            .withNewAffinity()
            .withNewNodeAffinity()
            .addNewPreferredDuringSchedulingIgnoredDuringExecution()
            .withWeight(80)
            .withNewPreference()
            .addToMatchExpressions(new NodeSelectorRequirement("disk", "Exists", List.of()))
            .endPreference()
            .endPreferredDuringSchedulingIgnoredDuringExecution()
            .addNewPreferredDuringSchedulingIgnoredDuringExecution()
            .withWeight(20)
            .withNewPreference()
            .addToMatchExpressions(new NodeSelectorRequirement("cores", "Exists", List.of()))
            .endPreference()
            .endPreferredDuringSchedulingIgnoredDuringExecution()
            .endNodeAffinity()
            .endAffinity()
            .endSpec();
    assertEquals(
        List.of(100L, 25L, 0L),
        score(
            new NodeAffinity(),
            info(pod),
            with(labelled("a", "disk", "ssd")),
            with(labelled("b", "cores", "4")),
            with(node("c"))));
  }

  @Test
  void onlyAChangeOfTheNodeThatMattersHelps() {
    NodeInfo before = with(tainted("a", "team", "blue", "NoSchedule"));
    NodeInfo after = with(node("a"));
    TaintToleration plugin = new TaintToleration();
    assertTrue(plugin.mayHelp(new ClusterEvent.NodeChanged(before, after), info(pod("p"))));
    assertTrue(plugin.mayHelp(new ClusterEvent.NodeChanged(null, after), info(pod("p"))));
    assertFalse(plugin.mayHelp(new ClusterEvent.NodeChanged(after, after), info(pod("p"))));
    assertFalse(plugin.mayHelp(new ClusterEvent.NodeChanged(null, before), info(pod("p"))));
    assertFalse(plugin.mayHelp(new ClusterEvent.PodGone(info(pod("q"))), info(pod("p"))));
  }

  @Test
  void portsOfTheNodeAreTakenOnce() {
    NodePorts plugin = new NodePorts();
    Status refused =
        Status.unschedulable("node(s) didn't have free ports for the requested pod ports");
    NodeInfo taken = with(node("a"), withPort("q", "127.0.0.1", "TCP", 80));
    assertEquals(List.of(refused), filter(plugin, info(withPort("p", null, "TCP", 80)), taken));
    assertEquals(
        List.of(Status.SUCCESS), filter(plugin, info(withPort("p", null, "UDP", 80)), taken));
    assertEquals(
        List.of(Status.SUCCESS), filter(plugin, info(withPort("p", "10.0.0.1", "TCP", 80)), taken));
    assertTrue(
        plugin.mayHelp(
            new ClusterEvent.PodGone(info(withPort("q", null, "TCP", 80))),
            info(withPort("p", null, "TCP", 80))));
    assertFalse(
        plugin.mayHelp(
            new ClusterEvent.PodGone(info(pod("q"))), info(withPort("p", null, "TCP", 80))));
  }

  private static PodBuilder withPort(String name, String address, String protocol, int port) {
    return pod(name)
        .editSpec()
        .editFirstContainer()
        .addNewPort()
        .withContainerPort(port)
        .withHostPort(port)
        .withHostIP(address)
        .withProtocol(protocol)
        .endPort()
        .endContainer()
        .endSpec();
  }

  private static NodeBuilder tainted(String name, String key, String value, String effect) {
    return node(name)
        .editSpec()
        .addNewTaint()
        .withKey(key)
        .withValue(value)
        .withEffect(effect)
        .endTaint()
        .endSpec();
  }

  private static NodeBuilder labelled(String name, String key, String value) {
    return node(name).editMetadata().addToLabels(key, value).endMetadata();
  }

  private static PodBuilder tolerating(String key, String operator, String value, String effect) {
    return pod("p")
        .editSpec()
        .addNewToleration()
        .withKey(key)
        .withOperator(operator)
        .withValue(value)
        .withEffect(effect)
        .endToleration()
        .endSpec();
  }

  private static PodBuilder requiring(String key, String operator, String... values) {
    return pod("p")
        .editSpec()
        .withNewAffinity()
        .withNewNodeAffinity()
        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
        .addNewNodeSelectorTerm()
        .addToMatchExpressions(new NodeSelectorRequirement(key, operator, List.of(values)))
        .endNodeSelectorTerm()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endNodeAffinity()
        .endAffinity()
        .endSpec();
  }
}
