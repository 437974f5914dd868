package dev.skiff.controlplane.auth.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.auth.Alarms;
import dev.skiff.controlplane.bootstrap.Pem;
import dev.skiff.controlplane.informer.Chores;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;

/**
 * Removes certificate requests that are of no use any more, after upstream's times: an hour after
 * they were settled, a day if nobody settles or signs them, at once when their certificate has
 * ended.
 */
@Singleton
final class CertificateCleaner {
  private static final String REQUESTS = "certificatesigningrequests.certificates.k8s.io";
  private static final String PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests/";
  private static final Duration SETTLED = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);

  private final ClusterState state;
  private final LoopbackClient client;
  private final Alarms alarms;
  private final Chores<String> chores = new Chores<>("certificate-cleaner", this::remove);
  private AutoCloseable following;

  CertificateCleaner(ClusterState state, LoopbackClient client, Alarms alarms) {
    this.state = state;
    this.client = client;
    this.alarms = alarms;
  }

  void start(@Observes @Priority(600) StartupEvent event) {
    following = state.follow(REQUESTS, this::changed);
  }

  @PreDestroy
  void stop() throws Exception {
    if (following != null) following.close();
    chores.close();
  }

  private void changed(Event event) {
    String name = event.object().path("metadata").path("name").asText();
    if (event.type() == Change.Type.DELETED) alarms.cancel("csr/" + name);
    else alarms.set("csr/" + name, due(event.object()), () -> chores.add(name));
  }

  private void remove(String name) {
    // It may have changed while its removal was refused.
    boolean useless =
        state.get(REQUESTS, "", name).filter(each -> !due(each).isAfter(Instant.now())).isPresent();
    if (useless) client.delete(PATH + name);
  }

  /** When a request is of no use any more. */
  static Instant due(ObjectNode request) {
    Instant created = time(request.path("metadata").path("creationTimestamp"));
    Instant due = null;
    String certificate = request.path("status").path("certificate").asText();
    for (JsonNode condition : request.path("status").path("conditions")) {
      String type = condition.path("type").asText();
      boolean approved = type.equals("Approved");
      boolean unissued = approved && certificate.isEmpty();
      if (!approved && !type.equals("Denied") && !type.equals("Failed")) continue;
      Instant since = time(condition.path("lastUpdateTime"));
      due = earlier(due, since.plus(unissued ? PENDING : SETTLED));
      if (approved && !certificate.isEmpty()) due = earlier(due, end(certificate));
    }
    return due == null ? created.plus(PENDING) : due;
  }

  private static Instant earlier(Instant one, Instant other) {
    return one == null || other.isBefore(one) ? other : one;
  }

  private static Instant end(String certificate) {
    try {
      String pem = new String(Base64.getDecoder().decode(certificate), StandardCharsets.US_ASCII);
      return Pem.certificates(pem).getFirst().getNotAfter().toInstant();
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      return Instant.MAX;
    }
  }

  private static Instant time(JsonNode text) {
    try {
      return Instant.parse(text.asText());
    } catch (DateTimeParseException absent) {
      return Instant.now();
    }
  }
}
