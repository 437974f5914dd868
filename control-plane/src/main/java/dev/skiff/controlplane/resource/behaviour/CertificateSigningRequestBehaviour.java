package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;

/** Requests for certificates: what was asked, and by whom, never changes. */
final class CertificateSigningRequestBehaviour implements Behaviour {
  private static final String BEGIN = "-----BEGIN CERTIFICATE REQUEST-----";
  private static final String SIGNER = "spec.signerName";

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
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    JsonNode request = spec.path("request");
    byte[] pem = Base64.getDecoder().decode(request.asText(""));
    if (!new String(pem, StandardCharsets.ISO_8859_1).contains(BEGIN)) {
      errors.invalid("spec.request", request, "PEM block type must be CERTIFICATE REQUEST");
    }
    signer(spec.path("signerName").asText(""), errors);
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
