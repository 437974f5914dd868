package dev.skiff.controlplane.auth.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.auth.NodeIdentity;
import dev.skiff.controlplane.bootstrap.Pem;
import dev.skiff.controlplane.bootstrap.Pki;
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
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Approves what nodes may have and signs what is approved, for the four built-in signers. Driven by
 * changes of CertificateSigningRequests and of Nodes.
 */
@Singleton
final class CertificateController {
  private static final String RESOURCE = "certificatesigningrequests";
  private static final String REQUESTS = RESOURCE + ".certificates.k8s.io";
  private static final String PATH = "/apis/certificates.k8s.io/v1/" + RESOURCE + "/";
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Duration SHORTEST = Duration.ofMinutes(10);

  private final ClusterState state;
  private final LoopbackClient client;
  private final CertificateApprover approver;
  private final Pki pki;
  private final Clock clock = Clock.systemUTC();
  private final Chores<String> chores = new Chores<>("certificate-requests", this::settle);
  private AutoCloseable requests;
  private AutoCloseable nodes;

  CertificateController(
      ClusterState state, LoopbackClient client, CertificateApprover approver, Pki pki) {
    this.state = state;
    this.client = client;
    this.approver = approver;
    this.pki = pki;
  }

  void start(@Observes @Priority(600) StartupEvent event) {
    requests =
        state.follow(
            REQUESTS,
            change -> {
              if (change.type() != Change.Type.DELETED) chores.add(name(change.object()));
            });
    nodes = state.follow("nodes", this::nodeChanged);
  }

  @PreDestroy
  void stop() throws Exception {
    if (requests != null) requests.close();
    if (nodes != null) nodes.close();
    chores.close();
  }

  /** What a node asked for before its addresses were known, or while another had them. */
  private void nodeChanged(Event event) {
    String user = NodeIdentity.PREFIX + name(event.object());
    for (ObjectNode request : state.list(REQUESTS, "")) {
      JsonNode spec = request.path("spec");
      boolean concerned =
          event.type() == Change.Type.DELETED || spec.path("username").asText().equals(user);
      if (concerned && spec.path("signerName").asText().equals(Signers.KUBELET_SERVING)) {
        chores.add(name(request));
      }
    }
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }

  private void settle(String name) {
    ObjectNode object = state.get(REQUESTS, "", name).orElse(null);
    if (object == null) return;
    String signer = object.path("spec").path("signerName").asText();
    boolean done =
        !Signers.ALL.contains(signer)
            || object.path("status").hasNonNull("certificate")
            || condition(object, "Denied")
            || condition(object, "Failed");
    if (done) return;
    if (condition(object, "Approved")) sign(name, signer, object);
    else approve(name, object);
  }

  private void approve(String name, ObjectNode object) {
    Optional<String> why;
    try {
      why = approver.approve(object, RequestedCertificate.of(object));
    } catch (GeneralSecurityException unreadable) {
      return;
    }
    if (why.isEmpty()) return;
    ObjectNode approved = object.deepCopy();
    addCondition(approved, "Approved", "AutoApproved", why.get());
    client.update(PATH + name + "/approval", approved);
  }

  private void sign(String name, String signer, ObjectNode object) {
    ObjectNode update = object.deepCopy();
    try {
      RequestedCertificate request = RequestedCertificate.of(object);
      String objection = Signers.objection(signer, request);
      if (objection.isEmpty()) {
        String pem = Pem.certificate(sign(object, request));
        ((ObjectNode) update.path("status"))
            .put("certificate", pem.getBytes(StandardCharsets.US_ASCII));
      } else {
        addCondition(update, "Failed", "SignerValidationFailure", objection);
      }
    } catch (GeneralSecurityException unreadable) {
      addCondition(update, "Failed", "SignerValidationFailure", unreadable.getMessage());
    }
    client.update(PATH + name + "/status", update);
  }

  private X509Certificate sign(ObjectNode object, RequestedCertificate request)
      throws GeneralSecurityException {
    JsonNode seconds = object.path("spec").path("expirationSeconds");
    Duration wanted = seconds.isNumber() ? Duration.ofSeconds(seconds.asLong()) : LONGEST;
    Duration validity = wanted.compareTo(LONGEST) > 0 ? LONGEST : wanted;
    if (validity.compareTo(SHORTEST) < 0) validity = SHORTEST;
    return pki.ca()
        .sign(
            request.name(),
            request.publicKey(),
            request.names(),
            Usages.bits(request.usages()),
            Usages.purposes(request.usages()),
            clock.instant(),
            validity);
  }

  private static boolean condition(ObjectNode object, String type) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) return true;
    }
    return false;
  }

  private void addCondition(ObjectNode object, String type, String reason, String message) {
    String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    ObjectNode condition = JsonNodeFactory.instance.objectNode();
    condition.put("type", type).put("status", "True");
    condition.put("reason", reason).put("message", message);
    condition.put("lastUpdateTime", now).put("lastTransitionTime", now);
    object.withObject("/status").withArray("conditions").add(condition);
  }
}
