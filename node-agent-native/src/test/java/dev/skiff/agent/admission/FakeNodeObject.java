package dev.skiff.agent.admission;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;

/** A Node object that tests change; what is known of it may be older than what it is. */
public final class FakeNodeObject implements NodeObject {

  public volatile Node known =
      new NodeBuilder()
          .withNewMetadata()
          .withName("node1")
          .addToLabels("kubernetes.io/hostname", "node1")
          .endMetadata()
          .build();

  /** What the API server has, null for what is known. */
  public volatile Node fresh;

  @Override
  public Node known() {
    return known;
  }

  @Override
  public Node fresh() {
    return fresh == null ? known : fresh;
  }
}
