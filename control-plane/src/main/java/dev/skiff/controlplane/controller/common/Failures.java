package dev.skiff.controlplane.controller.common;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** What the API server said when it refused. */
public final class Failures {
  private Failures() {}

  /** Whether a creation failed because its namespace is going; nobody need worry. */
  public static boolean namespaceTerminating(KubernetesClientException e) {
    return e.getCode() == 403 && message(e).contains("being terminated");
  }

  /** Does something to an object that may have gone meanwhile; then nobody wants it any more. */
  public static void unlessGone(Runnable write) {
    try {
      write.run();
    } catch (KubernetesClientException e) {
      if (e.getCode() != 404) throw e;
    }
  }

  /** The Status' message, without what the client wraps around it. */
  public static String message(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : e.getMessage();
  }
}
