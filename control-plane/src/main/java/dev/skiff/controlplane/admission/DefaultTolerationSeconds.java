package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;

/**
 * A Pod stays five minutes on a node that is not ready or cannot be reached, unless it says else.
 */
@Singleton
public final class DefaultTolerationSeconds implements AdmissionPlugin {
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  private static final int SECONDS = 300;

  @Override
  public String name() {
    return "DefaultTolerationSeconds";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!Pods.created(request) && !Pods.updated(request)) return;
    ObjectNode spec = Pods.spec(request);
    boolean notReady = tolerates(spec, NOT_READY);
    boolean unreachable = tolerates(spec, UNREACHABLE);
    if (!notReady) add(spec, NOT_READY);
    if (!unreachable) add(spec, UNREACHABLE);
  }

  private static boolean tolerates(ObjectNode spec, String taint) {
    for (JsonNode toleration : spec.path("tolerations")) {
      String key = toleration.path("key").asText();
      String effect = toleration.path("effect").asText();
      boolean sameKey = key.isEmpty() || key.equals(taint);
      boolean sameEffect = effect.isEmpty() || effect.equals("NoExecute");
      if (sameKey && sameEffect) return true;
    }
    return false;
  }

  private static void add(ObjectNode spec, String taint) {
    Pods.array(spec, "tolerations")
        .addObject()
        .put("key", taint)
        .put("operator", "Exists")
        .put("effect", "NoExecute")
        .put("tolerationSeconds", SECONDS);
  }
}
