package dev.skiff.controlplane.controller.daemonset;

import dev.skiff.controlplane.controller.common.PodControl;
import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.controlplane.controller.history.RevisionHistory;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The Pods of DaemonSets: how they are made for a node, and which node one is meant for. */
final class DaemonPods {
  static final String GENERATION = "deprecated.daemonset.template.generation";
  static final String GENERATION_LABEL = "pod-template-generation";

  /** Of several Pods on a node the one that is placed, then the older one, counts. */
  static final Comparator<Pod> BY_AGE =
      Comparator.comparing((Pod pod) -> Pods.node(pod).isEmpty())
          .thenComparing(
              pod -> pod.getMetadata().getCreationTimestamp(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(pod -> pod.getMetadata().getName());

  private static final String NODE_NAME = "metadata.name";

  private DaemonPods() {}

  /** A Pod as the template asks, before it is known for which node. */
  static Pod fromTemplate(DaemonSet set) {
    Pod pod = PodControl.fromTemplate(set, set.getSpec().getTemplate());
    boolean hostNetwork = Boolean.TRUE.equals(pod.getSpec().getHostNetwork());
    return new PodBuilder(pod)
        .editSpec()
        .withTolerations(tolerations(pod.getSpec().getTolerations(), hostNetwork))
        .endSpec()
        .build();
  }

  /**
   * A Pod that the scheduler binds to one node.
   *
   * @param hash of the revision that it is made from
   */
  static Pod forNode(DaemonSet set, String hash, String node) {
    Map<String, String> annotations = set.getMetadata().getAnnotations();
    String generation = annotations == null ? null : annotations.get(GENERATION);
    var pod = new PodBuilder(fromTemplate(set));
    pod.editMetadata().addToLabels(RevisionHistory.POD_LABEL, hash).endMetadata();
    if (generation != null) {
      pod.editMetadata().addToLabels(GENERATION_LABEL, generation).endMetadata();
    }
    return pod.editSpec()
        .editOrNewAffinity()
        .editOrNewNodeAffinity()
        .withRequiredDuringSchedulingIgnoredDuringExecution(only(node))
        .endNodeAffinity()
        .endAffinity()
        .endSpec()
        .build();
  }

  /** The node that a Pod is on or meant for; empty if nobody can say. */
  static String node(Pod pod) {
    if (!Pods.node(pod).isEmpty()) return Pods.node(pod);
    var affinity = pod.getSpec().getAffinity();
    if (affinity == null || affinity.getNodeAffinity() == null) return "";
    NodeSelector required =
        affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    if (required == null) return "";
    for (NodeSelectorTerm term : required.getNodeSelectorTerms()) {
      for (var field : term.getMatchFields()) {
        boolean names =
            field.getKey().equals(NODE_NAME)
                && field.getOperator().equals("In")
                && field.getValues().size() == 1;
        if (names) return field.getValues().getFirst();
      }
    }
    return "";
  }

  /** Whether a Pod is of a revision. */
  static boolean updated(Pod pod, String hash) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels != null && hash.equals(labels.get(RevisionHistory.POD_LABEL));
  }

  private static NodeSelector only(String node) {
    return new NodeSelectorBuilder()
        .addNewNodeSelectorTerm()
        .addNewMatchField()
        .withKey(NODE_NAME)
        .withOperator("In")
        .withValues(node)
        .endMatchField()
        .endNodeSelectorTerm()
        .build();
  }

  /** Daemons stay on sick nodes: they may be what heals them. */
  private static List<Toleration> tolerations(List<Toleration> asked, boolean hostNetwork) {
    List<Toleration> all = new ArrayList<>(asked == null ? List.of() : asked);
    add(all, "node.kubernetes.io/not-ready", "NoExecute");
    add(all, "node.kubernetes.io/unreachable", "NoExecute");
    add(all, "node.kubernetes.io/disk-pressure", "NoSchedule");
    add(all, "node.kubernetes.io/memory-pressure", "NoSchedule");
    add(all, "node.kubernetes.io/pid-pressure", "NoSchedule");
    add(all, "node.kubernetes.io/unschedulable", "NoSchedule");
    if (hostNetwork) add(all, "node.kubernetes.io/network-unavailable", "NoSchedule");
    return all;
  }

  private static void add(List<Toleration> all, String key, String effect) {
    Toleration toleration =
        new TolerationBuilder().withKey(key).withOperator("Exists").withEffect(effect).build();
    if (!all.contains(toleration)) all.add(toleration);
  }
}
