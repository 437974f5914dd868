package dev.skiff.agent.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiException;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.volume.TokenSource;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Tokens by the API server's TokenRequest. */
public final class ApiTokenSource implements TokenSource {

  private final ApiClient client;

  public ApiTokenSource(ApiClient client) {
    this.client = client;
  }

  @Override
  public Token token(Pod pod, String audience, Duration lifetime) throws IOException {
    ObjectNode request = Json.object().put("apiVersion", "authentication.k8s.io/v1");
    ObjectNode spec = request.put("kind", "TokenRequest").putObject("spec");
    if (audience != null) {
      spec.putArray("audiences").add(audience);
    }
    spec.put("expirationSeconds", lifetime.toSeconds())
        .putObject("boundObjectRef")
        .put("apiVersion", "v1")
        .put("kind", "Pod")
        .put("name", pod.getMetadata().getName())
        .put("uid", pod.getMetadata().getUid());
    String account = pod.getSpec().getServiceAccountName();
    try {
      JsonNode status =
          client
              .post(
                  "/api/v1/namespaces/%s/serviceaccounts/%s/token"
                      .formatted(pod.getMetadata().getNamespace(), account),
                  request)
              .path("status");
      return new Token(
          status.path("token").asText(),
          Instant.parse(status.path("expirationTimestamp").asText()));
    } catch (ApiException e) {
      throw new IOException("token of service account " + account + ": " + e.getMessage(), e);
    }
  }
}
