package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Removes bootstrap tokens when they end, and signs {@code kube-public/cluster-info} with those
 * that may sign: who joins with a token can check by it that he reads the right cluster's authority
 * (upstream's token cleaner and bootstrap signer).
 */
@Singleton
final class BootstrapTokenSecrets {
  private static final String NAMESPACE = "kube-system";
  private static final String TYPE = "bootstrap.kubernetes.io/token";
  private static final String SIGNATURE = "jws-kubeconfig-";
  private static final Key CLUSTER_INFO = new Key("configmaps", "kube-public", "cluster-info");

  private final ClusterState state;
  private final LoopbackClient client;
  private final Alarms alarms;

  /** Tokens to remove, and the ConfigMap to sign. */
  private final Chores<Key> chores = new Chores<>("bootstrap-tokens", this::settle);

  private AutoCloseable secrets;
  private AutoCloseable configMaps;

  BootstrapTokenSecrets(ClusterState state, LoopbackClient client, Alarms alarms) {
    this.state = state;
    this.client = client;
    this.alarms = alarms;
  }

  void start(@Observes @Priority(600) StartupEvent event) {
    secrets =
        state.follow("secrets", key -> key.namespace().equals(NAMESPACE), this::secretChanged);
    configMaps = state.follow("configmaps", CLUSTER_INFO::equals, this::configMapChanged);
  }

  @PreDestroy
  void stop() throws Exception {
    if (secrets != null) secrets.close();
    if (configMaps != null) configMaps.close();
    chores.close();
  }

  private void secretChanged(Event event) {
    ObjectNode secret = event.object();
    if (!isToken(secret)) return;
    String name = secret.path("metadata").path("name").asText();
    String alarm = "bootstrap-token/" + name;
    Instant end = end(secret);
    if (event.type() == Change.Type.DELETED || end == null) alarms.cancel(alarm);
    else alarms.set(alarm, end, () -> chores.add(new Key("secrets", NAMESPACE, name)));
    chores.add(CLUSTER_INFO);
  }

  private void configMapChanged(Event event) {
    if (event.type() != Change.Type.DELETED) chores.add(CLUSTER_INFO);
  }

  private void settle(Key key) {
    if (key.equals(CLUSTER_INFO)) sign();
    else state.get(key.resource(), key.namespace(), key.name()).ifPresent(this::remove);
  }

  private void remove(ObjectNode secret) {
    Instant end = end(secret);
    // It may have changed while its removal was refused.
    if (end == null || end.isAfter(Instant.now())) return;
    String name = secret.path("metadata").path("name").asText();
    client.delete("/api/v1/namespaces/" + NAMESPACE + "/secrets/" + name);
  }

  private void sign() {
    Optional<ObjectNode> clusterInfo =
        state.get(CLUSTER_INFO.resource(), CLUSTER_INFO.namespace(), CLUSTER_INFO.name());
    if (clusterInfo.isEmpty()) return;
    var data = clusterInfo.get().path("data");
    String kubeconfig = data.path("kubeconfig").asText();
    Map<String, String> wanted = new TreeMap<>();
    for (ObjectNode secret : state.list("secrets", NAMESPACE)) {
      if (!isToken(secret) || !text(secret, "usage-bootstrap-signing").equals("true")) continue;
      Instant end = end(secret);
      if (end != null && end.isBefore(Instant.now())) continue;
      String id = text(secret, "token-id");
      wanted.put(SIGNATURE + id, signature(kubeconfig, id, text(secret, "token-secret")));
    }
    ObjectNode change = JsonNodeFactory.instance.objectNode();
    data.fieldNames()
        .forEachRemaining(
            name -> {
              if (name.startsWith(SIGNATURE) && !wanted.containsKey(name)) change.putNull(name);
            });
    wanted.forEach(
        (name, signature) -> {
          if (!data.path(name).asText().equals(signature)) change.put(name, signature);
        });
    if (change.isEmpty()) return;
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.set("data", change);
    client.patch("/api/v1/namespaces/kube-public/configmaps/cluster-info", patch);
  }

  /** A JSON Web Signature (RFC 7515) with HMAC SHA-256, without its payload (appendix F). */
  static String signature(String payload, String id, String secret) {
    Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + id + "\"}";
    String head = encoder.encodeToString(header.getBytes(StandardCharsets.UTF_8));
    String signed = head + "." + encoder.encodeToString(payload.getBytes(StandardCharsets.UTF_8));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      byte[] signature = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      return head + ".." + encoder.encodeToString(signature);
    } catch (GeneralSecurityException | IllegalArgumentException impossible) {
      throw new IllegalStateException("Every JDK has HmacSHA256; keys are not empty", impossible);
    }
  }

  /** Only what can be a token: the parts have their form. */
  private static boolean isToken(ObjectNode secret) {
    return secret.path("type").asText().equals(TYPE)
        && secret.path("metadata").path("namespace").asText().equals(NAMESPACE)
        && text(secret, "token-id").matches("[a-z0-9]{6}")
        && text(secret, "token-secret").matches("[a-z0-9]{16}");
  }

  /** Null if the token has no end. One that cannot be read has ended. */
  private static Instant end(ObjectNode secret) {
    String expiration = text(secret, "expiration");
    if (expiration.isEmpty()) return null;
    try {
      return Instant.parse(expiration);
    } catch (DateTimeParseException unreadable) {
      return Instant.EPOCH;
    }
  }

  private static String text(ObjectNode secret, String key) {
    try {
      String encoded = secret.path("data").path(key).asText();
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException damaged) {
      return "";
    }
  }
}
