package dev.skiff.agent.admission;

import io.fabric8.kubernetes.api.model.Node;

/** The Node object of this node. */
public interface NodeObject {

  /** As it is known; a change of the last moment may be missing. */
  Node known();

  /** As the API server has it now, or as it is known while the API server is away. */
  Node fresh();
}
