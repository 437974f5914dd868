package dev.skiff.controlplane.scheduler.plugins;

import static dev.skiff.controlplane.scheduler.framework.Build.filter;
import static dev.skiff.controlplane.scheduler.framework.Build.info;
import static dev.skiff.controlplane.scheduler.framework.Build.labelled;
import static dev.skiff.controlplane.scheduler.framework.Build.node;
import static dev.skiff.controlplane.scheduler.framework.Build.pod;
import static dev.skiff.controlplane.scheduler.framework.Build.score;
import static dev.skiff.controlplane.scheduler.framework.Build.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.scheduler.framework.Status;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Plugins that look at Pods near each other. */
class SpreadingTest {
  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final Status SKEWED =
      Status.unschedulable("node(s) didn't match pod topology spread constraints");

  @Test
  void requiredConstraintsBoundTheSkew() {
    PodTopologySpread plugin = new PodTopologySpread();
    var pod = info(spreading("p", "DoNotSchedule"));
    assertEquals(
        List.of(
            SKEWED,
            SKEWED,
            Status.SUCCESS,
            Status.unresolvable(
                "node(s) didn't match pod topology spread constraints (missing required label)")),
        filter(
            plugin,
            pod,
            with(node("a", "one"), web("w1")),
            with(node("b", "one")),
            with(node("c", "two"), pod("other")),
            with(node("d"), web("w2"))));
  }

  @Test
  void softConstraintsPreferWhereFewAre() {
    List<Long> scores =
        score(
            new PodTopologySpread(),
            info(spreading("p", "ScheduleAnyway")),
            with(node("a", "one"), web("w1"), web("w2")),
            with(node("b", "two")),
            with(node("c")));
    assertTrue(scores.get(1) > scores.get(0), scores.toString());
    assertEquals(0, scores.get(2));
  }

  @Test
  void podsOfOneOwnerSpreadOverNodesByDefault() {
    List<Long> scores =
        score(
            new PodTopologySpread(),
            info(owned("p", "set")),
            with(node("a"), owned("q", "set")),
            with(node("b"), owned("r", "another")));
    assertTrue(scores.get(1) > scores.get(0), scores.toString());
    List<Long> ownerless =
        score(new PodTopologySpread(), info(pod("p")), with(node("a"), pod("q")), with(node("b")));
    assertEquals(ownerless.get(0), ownerless.get(1));
  }

  @Test
  void antiAffinityHoldsInBothDirections() {
    InterPodAffinity plugin = new InterPodAffinity();
    Status refused = Status.unschedulable("node(s) didn't match pod anti-affinity rules");
    Status avoided =
        Status.unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");
    assertEquals(
        List.of(refused, Status.SUCCESS),
        filter(plugin, info(avoiding("p")), with(node("a"), web("w")), with(node("b"))));
    assertEquals(
        List.of(avoided, Status.SUCCESS),
        filter(plugin, info(web("p")), with(node("a"), avoiding("w")), with(node("b"))));
  }

  @Test
  void affinityFindsItsPodsAndTheFirstOfAGroupGoesAnywhere() {
    InterPodAffinity plugin = new InterPodAffinity();
    Status refused = Status.unresolvable("node(s) didn't match pod affinity rules");
    assertEquals(
        List.of(Status.SUCCESS, Status.SUCCESS, refused, refused),
        filter(
            plugin,
            info(near("p", "db")),
            with(node("a", "one"), web("w")),
            with(node("b", "one")),
            with(node("c", "two")),
            with(node("d"))));
    assertEquals(List.of(refused), filter(plugin, info(near("p", "db")), with(node("a", "one"))));
    assertEquals(
        List.of(Status.SUCCESS), filter(plugin, info(near("p", "web")), with(node("a", "one"))));
  }

  @Test
  void preferredAntiAffinityPushesAway() {
    PodBuilder pod =
        pod("p")
            .editSpec()
            .withNewAffinity()
            .withNewPodAntiAffinity()
            .addNewPreferredDuringSchedulingIgnoredDuringExecution()
            .withWeight(10)
            .withNewPodAffinityTerm()
            .withTopologyKey("kubernetes.io/hostname")
            .withNewLabelSelector()
            .withMatchLabels(Map.of("app", "web"))
            .endLabelSelector()
            .endPodAffinityTerm()
            .endPreferredDuringSchedulingIgnoredDuringExecution()
            .endPodAntiAffinity()
            .endAffinity()
            .endSpec();
    assertEquals(
        List.of(0L, 100L),
        score(new InterPodAffinity(), info(pod), with(node("a"), web("w")), with(node("b"))));
  }

  private static PodBuilder web(String name) {
    return labelled(pod(name), "app", "web");
  }

  private static PodBuilder owned(String name, String owner) {
    return pod(name)
        .editMetadata()
        .addNewOwnerReference()
        .withController(true)
        .withUid(owner)
        .endOwnerReference()
        .endMetadata();
  }

  private static PodBuilder spreading(String name, String whenUnsatisfiable) {
    return web(name)
        .editSpec()
        .addNewTopologySpreadConstraint()
        .withMaxSkew(1)
        .withTopologyKey(ZONE)
        .withWhenUnsatisfiable(whenUnsatisfiable)
        .withNewLabelSelector()
        .withMatchLabels(Map.of("app", "web"))
        .endLabelSelector()
        .endTopologySpreadConstraint()
        .endSpec();
  }

  private static PodBuilder avoiding(String name) {
    return pod(name)
        .editSpec()
        .withNewAffinity()
        .withNewPodAntiAffinity()
        .addNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withTopologyKey("kubernetes.io/hostname")
        .withNewLabelSelector()
        .withMatchLabels(Map.of("app", "web"))
        .endLabelSelector()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endPodAntiAffinity()
        .endAffinity()
        .endSpec();
  }

  /** Wants to be in the zone of a Pod labelled web; is labelled itself. */
  private static PodBuilder near(String name, String app) {
    return labelled(pod(name), "app", app)
        .editSpec()
        .withNewAffinity()
        .withNewPodAffinity()
        .addNewRequiredDuringSchedulingIgnoredDuringExecution()
        .withTopologyKey(ZONE)
        .withNewLabelSelector()
        .withMatchLabels(Map.of("app", "web"))
        .endLabelSelector()
        .endRequiredDuringSchedulingIgnoredDuringExecution()
        .endPodAffinity()
        .endAffinity()
        .endSpec();
  }
}
