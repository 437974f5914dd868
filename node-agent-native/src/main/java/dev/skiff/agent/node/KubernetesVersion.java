package dev.skiff.agent.node;

/** The level of the Kubernetes API that this agent implements. */
public final class KubernetesVersion {

  /** What the Node reports as {@code nodeInfo.kubeletVersion}. */
  public static final String KUBELET = "v1.35.4+skiff";

  private KubernetesVersion() {}
}
