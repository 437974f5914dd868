package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.certificates.RequestedCertificate;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.Names;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/** Requests for certificates: what was asked, and by whom, never changes. */
final class CertificateSigningRequestBehaviour implements Behaviour {
  private static final String SIGNER = "spec.signerName";
  private static final String LEGACY = "kubernetes.io/legacy-unknown";
  private static final String CERTIFICATE = "status.certificate";

  private static final int LONGEST_DOMAIN = 253;

  /** A domain, and a path with room for the names of a namespace and of an object. */
  private static final int LONGEST_SIGNER = LONGEST_DOMAIN + 1 + 253 + 1 + 63;

  private final boolean legacySigner;

  /**
   * @param legacySigner whether new requests may be for the signer of requests that named none
   */
  CertificateSigningRequestBehaviour(boolean legacySigner) {
    this.legacySigner = legacySigner;
  }

  @Override
  public Names.Rule nameRule() {
    return Names.Rule.PATH_SEGMENT;
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    if (old.has("spec")) object.set("spec", old.get("spec").deepCopy());
  }

  @Override
  public void prepareForStatusUpdate(ObjectNode object, ObjectNode old) {
    SigningConditions.keep(object, old);
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (!(condition instanceof ObjectNode known)) continue;
      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      if (known.path("lastUpdateTime").asText("").isEmpty()) known.put("lastUpdateTime", now);
      if (!known.path("lastTransitionTime").asText("").isEmpty()) continue;
      known.put("lastTransitionTime", transition(known, old, now));
    }
  }

  /** When the condition came to be as it is. */
  private static String transition(JsonNode condition, ObjectNode old, String now) {
    for (JsonNode before : old.path("status").path("conditions")) {
      boolean same =
          before.path("type").equals(condition.path("type"))
              && before.path("status").equals(condition.path("status"));
      if (same) return before.path("lastTransitionTime").asText(now);
    }
    return now;
  }

  @Override
  public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    try {
      RequestedCertificate.of(object);
    } catch (GeneralSecurityException damaged) {
      errors.invalid("spec.request", spec.path("request"), damaged.getMessage());
    }
    String signer = spec.path("signerName").asText("");
    if (signer.equals(LEGACY) && old == null && !legacySigner) {
      errors.invalid(SIGNER, signer, "the legacy signerName is not allowed via this API version");
    } else {
      signer(signer, errors);
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    SigningConditions.validate(object, old, errors);
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    SigningConditions.validate(object, old, errors);
    SigningConditions.refuseApproval(object, old, errors);
    JsonNode now = object.path("status").path("certificate");
    JsonNode before = old.path("status").path("certificate");
    if (now.asText("").equals(before.asText(""))) return;
    if (before.asText("").isEmpty()) {
      certificate(now.asText(""), errors);
    } else {
      errors.forbidden(CERTIFICATE, "updates may not modify existing certificate content");
    }
  }

  private static void certificate(String encoded, FieldErrors errors) {
    byte[] pem = Base64.getDecoder().decode(encoded);
    String problem = IssuedCertificates.problem(new String(pem, StandardCharsets.ISO_8859_1));
    if (!problem.isEmpty()) errors.invalid(CERTIFICATE, "<certificate data>", problem);
  }

  private static void signer(String name, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(SIGNER);
      return;
    }
    String[] parts = name.split("/", -1);
    if (parts.length != 2) {
      errors.invalid(
          SIGNER,
          name,
          "must be a fully qualified domain and path of the form 'example.com/signer-name'");
      return;
    }
    if (GoText.bytes(parts[0]) > LONGEST_DOMAIN) errors.tooLong(SIGNER, LONGEST_DOMAIN);
    if (GoText.bytes(name) > LONGEST_SIGNER) errors.tooLong(SIGNER, LONGEST_SIGNER);
    String[] labels = parts[0].split("\\.", -1);
    for (String label : labels) {
      if (!labels(parts[0], label, Names.label(label), errors)) break;
    }
    if (labels.length < 2) {
      errors.invalid(
          SIGNER, parts[0], "should be a domain with at least two segments separated by dots");
    }
    for (String label : parts[1].split("\\.", -1)) {
      if (!labels(parts[1], label, Names.subdomain(label), errors)) break;
    }
  }

  private static boolean labels(
      String part, String label, List<String> problems, FieldErrors errors) {
    for (String problem : problems) {
      errors.invalid(SIGNER, part, "validating label \"" + label + "\": " + problem);
    }
    return problems.isEmpty();
  }
}
