package dev.skiff.agent.cluster;

import dev.skiff.agent.admission.NodeObject;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiException;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.ResourceEventHandler;
import io.fabric8.kubernetes.api.model.Node;

/** Keeps this node's Node object as the watch of nodes tells it. */
public final class OwnNode implements ResourceEventHandler<Node>, NodeObject {

  private final ApiClient client;
  private volatile Node node;

  /**
   * Starts with what is known.
   *
   * @param node as it was registered
   */
  public OwnNode(ApiClient client, Node node) {
    this.client = client;
    this.node = node;
  }

  @Override
  public Node known() {
    return node;
  }

  @Override
  public Node fresh() {
    try {
      node = client.get(ApiResource.NODES, null, node.getMetadata().getName());
    } catch (ApiException e) {
      // What is known has to do.
    }
    return node;
  }

  @Override
  public void onSet(Node newer) {
    if (newer.getMetadata().getName().equals(node.getMetadata().getName())) {
      node = newer;
    }
  }

  @Override
  public void onDelete(Node gone) {
    // It is registered again; until then it is as it was.
  }
}
