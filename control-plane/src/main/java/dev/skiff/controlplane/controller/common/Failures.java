package dev.skiff.controlplane.controller.common;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server said when it refused. */
public final class Failures {
  private Failures() {}

  /** The Status' message, without what the client wraps around it. */
  public static String message(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : e.getMessage();
  }
}
