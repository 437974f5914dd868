package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.history.RevisionHistory;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** DaemonSets, nodes and Pods for tests. */
final class DaemonFixtures {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final String HASH = "new";

  private DaemonFixtures() {}

  static DaemonSet set() {
    return new DaemonSetBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("log")
        .withUid("u")
        .withGeneration(3L)
        .addToAnnotations(DaemonPods.GENERATION, "2")
        .endMetadata()
        .withNewSpec()
        .withNewSelector()
        .addToMatchLabels("app", "log")
        .endSelector()
        .withNewUpdateStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxUnavailable(new IntOrString(1))
        .withMaxSurge(new IntOrString(0))
        .endRollingUpdate()
        .endUpdateStrategy()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels("app", "log")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("log")
        .withImage("log:2")
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  static DaemonSet limits(int unavailable, int surge) {
    return new DaemonSetBuilder(set())
        .editSpec()
        .editUpdateStrategy()
        .withNewRollingUpdate()
        .withMaxUnavailable(new IntOrString(unavailable))
        .withMaxSurge(new IntOrString(surge))
        .endRollingUpdate()
        .endUpdateStrategy()
        .endSpec()
        .build();
  }

  static Node node(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("disk", "ssd")
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  static Node tainted(String name, String key, String effect) {
    return new NodeBuilder(node(name))
        .editSpec()
        .addNewTaint(effect, key, null, null)
        .endSpec()
        .build();
  }

  static Pod pod(String name, String node, String hash, boolean ready) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withUid(name)
        .addToLabels("app", "log")
        .addToLabels(RevisionHistory.POD_LABEL, hash)
        .withCreationTimestamp("2025-12-31T00:00:00Z")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .addNewCondition()
        .withType("Ready")
        .withStatus(ready ? "True" : "False")
        .withLastTransitionTime("2025-12-31T00:00:00Z")
        .endCondition()
        .endStatus()
        .build();
  }

  static Pod phase(Pod pod, String phase) {
    return new PodBuilder(pod).editStatus().withPhase(phase).endStatus().build();
  }

  static Pod terminating(Pod pod) {
    return new PodBuilder(pod)
        .editMetadata()
        .withDeletionTimestamp("2025-12-31T23:59:59Z")
        .endMetadata()
        .build();
  }

  static Daemons daemons(DaemonSet set, List<Node> nodes, Pod... pods) {
    return Daemons.of(set, HASH, nodes, Arrays.asList(pods), NOW);
  }

  static List<String> names(List<Pod> pods) {
    return pods.stream().map(pod -> pod.getMetadata().getName()).sorted().toList();
  }
}
