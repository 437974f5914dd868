package dev.skiff.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes Pods and nodes for tests. */
public final class Build {
  private Build() {}

  /** A node with room for 10 Pods, 4 cores and 8 GiB, labelled with its name. */
  public static NodeBuilder node(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .addToLabels("kubernetes.io/hostname", name)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .addToAllocatable("cpu", new Quantity("4"))
        .addToAllocatable("memory", new Quantity("8Gi"))
        .addToAllocatable("pods", new Quantity("10"))
        .endStatus();
  }

  /** The same in a zone. */
  public static NodeBuilder node(String name, String zone) {
    return node(name).editMetadata().addToLabels("topology.kubernetes.io/zone", zone).endMetadata();
  }

  /** A Pod with one container; its uid is its name. */
  public static PodBuilder pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .withUid(name)
        .endMetadata()
        .withNewSpec()
        .withSchedulerName("default-scheduler")
        .addNewContainer()
        .withName("main")
        .withNewResources()
        .endResources()
        .endContainer()
        .endSpec();
  }

  /** A Pod that requests cpu. */
  public static PodBuilder pod(String name, String cpu) {
    return requests(pod(name), Map.of("cpu", cpu));
  }

  public static PodBuilder requests(PodBuilder pod, Map<String, String> requests) {
    Map<String, Quantity> quantities = new HashMap<>();
    requests.forEach((resource, text) -> quantities.put(resource, new Quantity(text)));
    return pod.editSpec()
        .editFirstContainer()
        .editResources()
        .withRequests(quantities)
        .endResources()
        .endContainer()
        .endSpec();
  }

  public static PodBuilder labelled(PodBuilder pod, String key, String value) {
    return pod.editMetadata().addToLabels(key, value).endMetadata();
  }

  /** A node with Pods on it. */
  public static NodeInfo with(NodeBuilder node, PodBuilder... pods) {
    NodeInfo info = NodeInfo.of(node.build());
    for (PodBuilder pod : pods) info = info.with(PodInfo.of(pod.build()));
    return info;
  }

  public static PodInfo info(PodBuilder pod) {
    return PodInfo.of(pod.build());
  }

  public static ClusterSnapshot cluster(NodeInfo... nodes) {
    return new ClusterSnapshot(Arrays.asList(nodes), Map.of());
  }

  /** What a filter says about each node, after its look at the cluster. */
  public static List<Status> filter(Plugin.Filter filter, PodInfo pod, NodeInfo... nodes) {
    CycleState state = new CycleState();
    if (filter instanceof Plugin.PreFilter pre) pre.preFilter(state, pod, cluster(nodes));
    return Arrays.stream(nodes).map(node -> filter.filter(state, pod, node)).toList();
  }

  /** The normalised scores of nodes. */
  public static List<Long> score(Plugin.Score plugin, PodInfo pod, NodeInfo... nodes) {
    CycleState state = new CycleState();
    plugin.preScore(state, pod, cluster(nodes), Arrays.asList(nodes));
    long[] scores = Arrays.stream(nodes).mapToLong(n -> plugin.score(state, pod, n)).toArray();
    plugin.normalize(state, scores);
    return Arrays.stream(scores).boxed().toList();
  }
}
