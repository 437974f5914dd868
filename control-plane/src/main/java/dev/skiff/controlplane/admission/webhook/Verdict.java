package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import dev.skiff.controlplane.webhook.ReviewTypes;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * A webhook's answer that keeps to the rules.
 *
 * @param response of the AdmissionReview
 * @param patch decoded; empty if there is none
 * @param patchType JSONPatch, or something that nobody knows; empty without a patch
 */
record Verdict(JsonNode response, byte[] patch, String patchType) {

  /**
   * Checks an answer.
   *
   * @throws CallFailure if it breaks a rule
   */
  static Verdict of(Webhook webhook, Review review, ObjectNode answer, boolean mutating)
      throws CallFailure {
    Optional<String> mistake = ReviewTypes.admissionMistake(answer);
    if (mistake.isPresent()) {
      throw new CallFailure(webhook, "failed to call webhook: " + mistake.get());
    }
    JsonNode response = answer.path("response");
    if (!response.isObject()) throw invalid(webhook, "webhook response was absent");
    boolean v1 = review.version().equals("v1");
    String uid = response.path("uid").asText("");
    if (v1 && !uid.equals(review.uid())) {
      throw invalid(webhook, "expected response.uid=\"" + review.uid() + "\", got \"" + uid + "\"");
    }
    checkKind(webhook, review, answer, v1);
    byte[] patch = patch(webhook, response.path("patch").asText(""));
    JsonNode type = response.path("patchType");
    boolean typed = !type.isMissingNode() && !type.isNull();
    String why = v1 ? misuse(mutating, patch.length > 0, typed, type.asText("")) : "";
    if (!why.isEmpty()) throw invalid(webhook, why);
    String patchType = patch.length == 0 ? "" : v1 ? type.asText() : "JSONPatch";
    return new Verdict(response, patch, patchType);
  }

  private static String misuse(boolean mutating, boolean patch, boolean typed, String type) {
    if (!mutating) {
      if (patch) return "validating webhook may not return response.patch";
      return typed ? "validating webhook may not return response.patchType" : "";
    }
    if (patch && !typed) return "webhook returned response.patch but not response.patchType";
    if (!patch && typed) return "webhook returned response.patchType but not response.patch";
    return patch && type.isEmpty() ? "webhook returned invalid response.patchType of \"\"" : "";
  }

  private static void checkKind(Webhook webhook, Review review, ObjectNode answer, boolean v1)
      throws CallFailure {
    String apiVersion = answer.path("apiVersion").asText("");
    String kind = answer.path("kind").asText("");
    if (!v1 && apiVersion.isEmpty() && kind.isEmpty()) return;
    String wanted = Review.GROUP + review.version();
    if (apiVersion.equals(wanted) && kind.equals("AdmissionReview")) return;
    String got = apiVersion.contains("/") ? apiVersion : "/" + apiVersion;
    throw invalid(
        webhook,
        "expected webhook response of "
            + wanted
            + ", Kind=AdmissionReview, got "
            + got
            + ", Kind="
            + kind);
  }

  private static byte[] patch(Webhook webhook, String base64) throws CallFailure {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException malformed) {
      throw invalid(webhook, "response.patch is not base64: " + malformed.getMessage());
    }
  }

  private static CallFailure invalid(Webhook webhook, String why) {
    return new CallFailure(webhook, "received invalid webhook response: " + why);
  }

  boolean allowed() {
    return response.path("allowed").asBoolean();
  }

  /**
   * The operations of the patch; empty if there is none.
   *
   * @throws StatusException 500 if it is no JSON patch
   */
  ArrayNode operations() {
    if (patch.length == 0) return JsonNodeFactory.instance.arrayNode();
    try {
      if (UntrustedJson.tree(patch) instanceof ArrayNode operations) return operations;
      throw Statuses.internal(
          "json: cannot unmarshal object into Go value of type jsonpatch.Patch");
    } catch (JsonProcessingException malformed) {
      throw Statuses.internal(malformed.getOriginalMessage());
    } catch (IOException malformed) {
      throw Statuses.internal(malformed.getMessage());
    }
  }

  /**
   * The refusal as the client gets it: the webhook's own status, in our words where it has none.
   */
  StatusException refusal(Webhook webhook) {
    JsonNode status = response.path("status");
    String denied = "admission webhook \"" + webhook.name() + "\" denied the request";
    String message = status.path("message").asText("");
    String reason = status.path("reason").asText("");
    String text = denied + " without explanation";
    if (!message.isEmpty()) text = denied + ": " + message;
    else if (!reason.isEmpty()) text = denied + ": " + reason;
    int code = Math.max(400, status.path("code").asInt());
    ObjectNode details = status.get("details") instanceof ObjectNode object ? object : null;
    return new StatusException(code, reason, text, details);
  }
}
