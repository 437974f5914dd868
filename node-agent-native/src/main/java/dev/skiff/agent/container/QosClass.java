package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;

/** The quality of service a pod's requests and limits amount to. */
public enum QosClass {
  GUARANTEED("Guaranteed"),
  BURSTABLE("Burstable"),
  BEST_EFFORT("BestEffort");

  private static final String[] COMPUTE = {"cpu", "memory"};

  private final String value;

  QosClass(String value) {
    this.value = value;
  }

  /** As it is written in a pod's status. */
  public String value() {
    return value;
  }

  /** The class in the pod's status (the API server sets it), else what its containers ask for. */
  public static QosClass of(Pod pod) {
    String given = pod.getStatus() == null ? null : pod.getStatus().getQosClass();
    for (QosClass c : values()) {
      if (c.value.equals(given)) {
        return c;
      }
    }
    boolean any = false;
    boolean all = true;
    for (Container container : PodContainers.all(pod)) {
      for (String resource : COMPUTE) {
        Quantity limit = LinuxResources.limit(container, resource);
        Quantity request = LinuxResources.request(container, resource);
        any |= positive(limit) || positive(request);
        all &= positive(limit) && (request == null || request.compareTo(limit) == 0);
      }
    }
    return all ? GUARANTEED : any ? BURSTABLE : BEST_EFFORT;
  }

  private static boolean positive(Quantity quantity) {
    return quantity != null && quantity.getNumericalAmount().signum() > 0;
  }
}
