package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.informer.Chores;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Key;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * Fills Secrets of type {@code kubernetes.io/service-account-token} with a token, the authority and
 * the namespace, and removes them when their account is gone; upstream's tokens controller.
 */
@Singleton
final class LegacyTokenSecrets {
  private final ClusterState state;
  private final LoopbackClient client;
  private final ServiceAccountIssuer issuer;
  private final Pki pki;
  private final Chores<Key> chores = new Chores<>("token-secrets", this::settle);
  private AutoCloseable secrets;
  private AutoCloseable accounts;

  LegacyTokenSecrets(
      ClusterState state, LoopbackClient client, ServiceAccountIssuer issuer, Pki pki) {
    this.state = state;
    this.client = client;
    this.issuer = issuer;
    this.pki = pki;
    pki.onChange(() -> state.list("secrets", "").forEach(this::changed));
  }

  void start(@Observes @Priority(600) StartupEvent event) {
    secrets =
        state.follow(
            "secrets",
            change -> {
              if (change.type() != Change.Type.DELETED) changed(change.object());
            });
    accounts = state.follow("serviceaccounts", this::accountChanged);
  }

  @PreDestroy
  void stop() throws Exception {
    if (secrets != null) secrets.close();
    if (accounts != null) accounts.close();
    chores.close();
  }

  private void accountChanged(Event event) {
    if (event.type() != Change.Type.DELETED) return;
    JsonNode metadata = event.object().path("metadata");
    String name = metadata.path("name").asText();
    for (ObjectNode secret : state.list("secrets", metadata.path("namespace").asText())) {
      if (annotation(secret, LegacyToken.NAME_ANNOTATION).equals(name)) changed(secret);
    }
  }

  private void changed(ObjectNode secret) {
    JsonNode metadata = secret.path("metadata");
    if (!isToken(secret) || metadata.hasNonNull("deletionTimestamp")) return;
    String namespace = metadata.path("namespace").asText();
    chores.add(new Key("secrets", namespace, metadata.path("name").asText()));
  }

  private void settle(Key key) {
    ObjectNode secret = state.get("secrets", key.namespace(), key.name()).orElse(null);
    if (secret == null || !isToken(secret)) return;
    if (secret.path("metadata").hasNonNull("deletionTimestamp")) return;
    String path = "/api/v1/namespaces/" + key.namespace() + "/secrets/" + key.name();
    String account = annotation(secret, LegacyToken.NAME_ANNOTATION);
    Optional<ObjectNode> found = state.get("serviceaccounts", key.namespace(), account);
    String uid = found.map(each -> each.path("metadata").path("uid").asText()).orElse("");
    String meant = annotation(secret, LegacyToken.UID_ANNOTATION);
    if (found.isEmpty() || !meant.isEmpty() && !meant.equals(uid)) {
      client.delete(path);
      return;
    }
    try {
      ObjectNode patch = patch(secret, key.namespace(), key.name(), account, uid);
      if (patch != null) client.patch(path, patch);
    } catch (GeneralSecurityException failed) {
      throw new IllegalStateException("Cannot sign a token for " + path, failed);
    }
  }

  /** What the Secret lacks; null if it lacks nothing. */
  private ObjectNode patch(
      ObjectNode secret, String namespace, String name, String account, String uid)
      throws GeneralSecurityException {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    // Another state of it is another event.
    patch.putObject("metadata").set("resourceVersion", secret.at("/metadata/resourceVersion"));
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    byte[] authority = pki.trustedPem().getBytes(StandardCharsets.UTF_8);
    byte[] home = namespace.getBytes(StandardCharsets.UTF_8);
    put(data, secret, "ca.crt", authority);
    put(data, secret, "namespace", home);
    if (secret.path("data").path("token").asText().isEmpty()) {
      String token = LegacyToken.sign(namespace, name, account, uid, issuer.key());
      data.put("token", token.getBytes(StandardCharsets.UTF_8));
    }
    boolean named = annotation(secret, LegacyToken.UID_ANNOTATION).equals(uid);
    if (data.isEmpty() && named) return null;
    patch.withObject("/metadata/annotations").put(LegacyToken.UID_ANNOTATION, uid);
    if (!data.isEmpty()) patch.set("data", data);
    return patch;
  }

  private static void put(ObjectNode data, ObjectNode secret, String key, byte[] value) {
    JsonNode wanted = JsonNodeFactory.instance.binaryNode(value);
    if (!secret.path("data").path(key).asText().equals(wanted.asText())) data.set(key, wanted);
  }

  private static boolean isToken(ObjectNode secret) {
    return secret.path("type").asText().equals(LegacyToken.SECRET_TYPE)
        && !annotation(secret, LegacyToken.NAME_ANNOTATION).isEmpty();
  }

  private static String annotation(ObjectNode secret, String name) {
    return secret.path("metadata").path("annotations").path(name).asText();
  }
}
