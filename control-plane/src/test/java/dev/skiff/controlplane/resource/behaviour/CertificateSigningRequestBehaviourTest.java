package dev.skiff.controlplane.resource.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.certificates.CertificateRequests;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.bootstrap.Pem;
import dev.skiff.controlplane.informer.FakeClusterState;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateSigningRequestBehaviourTest {
  private static final String APPROVED =
      "{'type':'Approved','status':'True','reason':'r','lastUpdateTime':'2026-01-01T00:00:00Z','lastTransitionTime':'2026-01-01T00:00:00Z'}";
  private static final String DENIED = "{'type':'Denied','status':'True'}";

  private final Behaviour behaviour = new CertificateSigningRequestBehaviour(false);

  private static ObjectNode request(String signer, String encoded) {
    return FakeClusterState.json(
        "{'spec':{'signerName':'%s','request':'%s'}}".formatted(signer, encoded));
  }

  private static ObjectNode settled(String certificate, String... conditions) {
    return FakeClusterState.json(
        "{'status':{'certificate':'%s','conditions':[%s]}}"
            .formatted(certificate, String.join(",", conditions)));
  }

  private List<String> create(Behaviour rules, ObjectNode object) {
    FieldErrors errors = new FieldErrors();
    rules.validate(object, null, errors);
    return texts(errors);
  }

  private List<String> statusUpdate(ObjectNode object, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    behaviour.prepareForStatusUpdate(object, old);
    behaviour.validateStatusUpdate(object, old, errors);
    return texts(errors);
  }

  private List<String> approval(ObjectNode object, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    behaviour.validateUpdate(object, old, errors);
    return texts(errors);
  }

  private static List<String> texts(FieldErrors errors) {
    return errors.all().stream().map(Object::toString).toList();
  }

  @Test
  void requestsAreWhole() {
    String good = CertificateRequests.encoded("jane");
    assertEquals(List.of(), create(behaviour, request("example.com/a", good)));
    byte[] der = CertificateRequests.der(CertificateAuthority.subject("jane"));
    assertEquals(
        1,
        create(behaviour, request("example.com/a", base64(Pem.block("CERTIFICATE", der)))).size());
    der[der.length - 1] ^= 1;
    String damaged = base64(Pem.block("CERTIFICATE REQUEST", der));
    assertEquals(1, create(behaviour, request("example.com/a", damaged)).size());
    String nonsense = base64(Pem.block("CERTIFICATE REQUEST", new byte[] {0x30, 3, 1, 1, 1}));
    assertEquals(1, create(behaviour, request("example.com/a", nonsense)).size());
  }

  @Test
  void theLegacySignerIsForOldVersions() {
    ObjectNode object =
        request("kubernetes.io/legacy-unknown", CertificateRequests.encoded("jane"));
    assertEquals(
        List.of(
            "spec.signerName: Invalid value: \"kubernetes.io/legacy-unknown\": the legacy"
                + " signerName is not allowed via this API version"),
        create(behaviour, object));
    assertEquals(List.of(), create(new CertificateSigningRequestBehaviour(true), object));
    FieldErrors errors = new FieldErrors();
    behaviour.validate(object, object, errors);
    assertEquals(List.of(), texts(errors));
  }

  @Test
  void whoWritesTheStatusDoesNotApprove() {
    assertEquals(
        List.of(
            "status.conditions: Forbidden: updates may not add a condition of type \"Approved\""),
        statusUpdate(settled("", APPROVED), settled("")));
    ObjectNode changed = settled("", APPROVED.replace("'r'", "'other'"));
    assertEquals(List.of(), statusUpdate(changed, settled("", APPROVED)));
    assertEquals(settled("", APPROVED), changed);
    assertEquals(
        List.of(), statusUpdate(settled("", "{'type':'Failed','status':'True'}"), settled("")));
  }

  @Test
  void decisionsStayAndExcludeEachOther() {
    assertEquals(List.of(), approval(settled("", APPROVED), settled("")));
    assertEquals(
        List.of(
            "status.conditions: Forbidden: updates may not remove a condition of type \"Approved\""),
        approval(settled(""), settled("", APPROVED)));
    assertEquals(
        List.of(
            "status.conditions: Invalid value: \"Denied\": Approved and Denied conditions are"
                + " mutually exclusive"),
        approval(settled("", APPROVED, DENIED), settled("", APPROVED)));
    assertEquals(List.of(), approval(settled("", APPROVED, DENIED), settled("", APPROVED, DENIED)));
    assertEquals(
        List.of(
            "status.conditions[0].status: Unsupported value: \"False\": supported values: \"True\"",
            "status.conditions[1].type: Duplicate value: \"Approved\""),
        approval(settled("", APPROVED.replace("True", "False"), APPROVED), settled("")));
  }

  @Test
  void certificatesAreCertificatesAndStay() throws Exception {
    var authority = CertificateAuthority.create("a", Instant.now());
    String good = base64(Pem.certificate(authority.certificate()));
    assertEquals(List.of(), statusUpdate(settled(good), settled("")));
    assertEquals(
        List.of(
            "status.certificate: Invalid value: \"<certificate data>\": must contain at least one"
                + " CERTIFICATE PEM block"),
        statusUpdate(settled("aGVsbG8="), settled("")));
    assertEquals(
        List.of(
            "status.certificate: Forbidden: updates may not modify existing certificate content"),
        statusUpdate(settled(base64("x")), settled(good)));
    String key = base64(Pem.block("PRIVATE KEY", authority.key().getEncoded()));
    assertEquals(1, statusUpdate(settled(key), settled("")).size());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
