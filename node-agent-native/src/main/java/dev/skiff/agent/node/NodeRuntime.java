package dev.skiff.agent.node;

import io.fabric8.kubernetes.api.model.ContainerImage;
import java.util.List;

/** What the node reports of its container runtime. */
public interface NodeRuntime {

  /** Name and version, such as {@code containerd://1.6.20}; empty while the runtime is away. */
  String version();

  /** Why no pod can be run, in upstream's words; empty when pods can be run. */
  String problem();

  /** The images that are present, the largest first; empty while the runtime is away. */
  List<ContainerImage> images();
}
