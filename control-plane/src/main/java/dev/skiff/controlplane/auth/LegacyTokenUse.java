package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Writes the day on which its token was last used into a label of the Secret (KEP-2799). */
@Singleton
final class LegacyTokenUse {
  static final String LABEL = "kubernetes.io/legacy-token-last-used";

  private static final Logger LOG = Logger.getLogger(LegacyTokenUse.class);

  private final LoopbackClient client;

  private Noted noted = new Noted(LocalDate.EPOCH, Set.of());

  /**
   * What was used on one day.
   *
   * @param secrets uids of Secrets whose label is written, or about to be
   */
  private record Noted(LocalDate day, Set<String> secrets) {}

  LegacyTokenUse(LoopbackClient client) {
    this.client = client;
  }

  void used(@Observes LegacyTokenUsed use) {
    JsonNode metadata = use.secret().path("metadata");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String last = metadata.path("labels").path(LABEL).asText();
    // Another server's clock may be ahead.
    if (last.equals(today.toString()) || last.equals(today.plusDays(1).toString())) return;
    String uid = metadata.path("uid").asText();
    Noted now = noted(today);
    if (now.secrets.add(uid)) Thread.startVirtualThread(() -> write(metadata, now));
  }

  /** Days before are forgotten. */
  private synchronized Noted noted(LocalDate day) {
    if (!noted.day.equals(day)) noted = new Noted(day, ConcurrentHashMap.newKeySet());
    return noted;
  }

  private void write(JsonNode metadata, Noted today) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("metadata")
        .put("uid", metadata.path("uid").asText())
        .putObject("labels")
        .put(LABEL, today.day.toString());
    String namespace = metadata.path("namespace").asText();
    String name = metadata.path("name").asText();
    try {
      client.patch("/api/v1/namespaces/%s/secrets/%s".formatted(namespace, name), patch);
    } catch (StatusException refused) {
      today.secrets.remove(metadata.path("uid").asText());
      LOG.warnf("Cannot label secret %s/%s: %s", namespace, name, refused.getMessage());
    }
  }
}
