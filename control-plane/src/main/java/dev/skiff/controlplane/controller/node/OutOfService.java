package dev.skiff.controlplane.controller.node;

import io.fabric8.kubernetes.api.model.Node;

/** Nodes of which somebody has said, by a taint, that they will not come back (KEP-2268). */
public final class OutOfService {
  private static final String TAINT = "node.kubernetes.io/out-of-service";

  private OutOfService() {}

  /** Whether a node is out of service, and indeed does not answer. */
  public static boolean is(Node node) {
    return node.getSpec() != null
        && node.getSpec().getTaints().stream().anyMatch(one -> one.getKey().equals(TAINT))
        && !NodeConditions.ready(node).equals("True");
  }
}
