package dev.skiff.controlplane.controller.node;

import dev.skiff.controlplane.controller.common.Pods;
import dev.skiff.operator.api.Informer;
import dev.skiff.operator.api.ResourceCache;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;

/** An index of Pods by their node. */
public final class PodsByNode {
  private static final String NAME = "node";

  private PodsByNode() {}

  /** Adds the index to an informer. */
  public static ResourceCache<Pod> on(Informer<Pod> informer) {
    informer.addIndex(NAME, pod -> List.of(Pods.node(pod)));
    return informer.cache();
  }

  /** Pods bound to a node. */
  public static List<Pod> of(ResourceCache<Pod> pods, String node) {
    return pods.byIndex(NAME, node);
  }
}
