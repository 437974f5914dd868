package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Which tokens a node agent gets: bound to a Pod on its node, for an audience that the Pod's
 * volumes ask for, or that the agent may request by {@code request-serviceaccounts-token-audience}
 * (KEP-4412).
 */
@Singleton
final class NodeTokenRestriction {
  private final ClusterState state;
  private final Authorizer authorizer;

  NodeTokenRestriction(ClusterState state, Authorizer authorizer) {
    this.state = state;
    this.authorizer = authorizer;
  }

  void check(AdmissionRequest request, String node) {
    if (request.operation() != Operation.CREATE || !request.subresource().equals("token")) return;
    JsonNode bound = request.object().path("spec").path("boundObjectRef");
    boolean toPod =
        bound.path("kind").asText().equals("Pod")
            && bound.path("apiVersion").asText().equals("v1")
            && !bound.path("name").asText().isEmpty();
    if (!toPod) throw Refusal.forbidden(request, "node requested token not bound to a pod");
    if (bound.path("uid").asText().isEmpty()) {
      throw Refusal.forbidden(request, "node requested token with a pod binding without a uid");
    }
    String name = bound.path("name").asText();
    ObjectNode pod = state.get("pods", request.namespace(), name).orElse(null);
    if (pod == null) {
      throw new StatusException(404, "NotFound", "pod \"%s\" not found".formatted(name), null);
    }
    if (!pod.path("metadata").path("uid").equals(bound.path("uid"))) {
      throw Refusal.forbidden(
          request,
          "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
              .formatted(bound.path("uid").asText()));
    }
    if (!pod.path("spec").path("nodeName").asText().equals(node)) {
      throw Refusal.forbidden(
          request, "node requested token bound to a pod scheduled on a different node");
    }
    checkAudience(request, pod);
  }

  private void checkAudience(AdmissionRequest request, ObjectNode pod) {
    JsonNode audiences = request.object().path("spec").path("audiences");
    if (audiences.size() > 1) {
      throw Refusal.forbidden(request, "node may only request 0 or 1 audiences");
    }
    String audience = audiences.path(0).asText();
    if (asksFor(pod, audience)) return;
    var asked =
        new Authorizer.Attributes(
            request.user(),
            "request-serviceaccounts-token-audience",
            "",
            "v1",
            audience,
            "",
            request.namespace(),
            request.name(),
            true,
            "");
    if (authorizer.authorize(asked).allowed()) return;
    throw Refusal.forbidden(
        request,
        "audience \"%s\" not found in pod spec volume, %s is not authorized to request tokens for this audience"
            .formatted(audience, request.user().name()));
  }

  private boolean asksFor(ObjectNode pod, String audience) {
    for (JsonNode volume : pod.path("spec").path("volumes")) {
      for (JsonNode source : volume.path("projected").path("sources")) {
        JsonNode token = source.path("serviceAccountToken");
        if (token.isObject() && token.path("audience").asText().equals(audience)) return true;
      }
      if (driverAsksFor(driver(pod, volume), audience)) return true;
    }
    return false;
  }

  /** The storage driver behind a volume; empty if there is none. */
  private String driver(ObjectNode pod, JsonNode volume) {
    if (volume.has("csi")) return volume.path("csi").path("driver").asText();
    String claim = volume.path("persistentVolumeClaim").path("claimName").asText();
    if (volume.path("ephemeral").has("volumeClaimTemplate")) {
      claim = pod.at("/metadata/name").asText() + "-" + volume.path("name").asText();
    }
    if (claim.isEmpty()) return "";
    Optional<String> bound =
        state
            .get("persistentvolumeclaims", pod.at("/metadata/namespace").asText(), claim)
            .map(found -> found.at("/spec/volumeName").asText());
    return bound
        .flatMap(name -> state.get("persistentvolumes", "", name))
        .map(found -> found.at("/spec/csi/driver").asText())
        .orElse("");
  }

  private boolean driverAsksFor(String driver, String audience) {
    if (driver.isEmpty()) return false;
    JsonNode requests =
        state
            .get("csidrivers.storage.k8s.io", "", driver)
            .map(found -> found.at("/spec/tokenRequests"))
            .orElse(null);
    if (requests == null) return false;
    for (JsonNode each : requests) {
      if (each.path("audience").asText().equals(audience)) return true;
    }
    return false;
  }
}
