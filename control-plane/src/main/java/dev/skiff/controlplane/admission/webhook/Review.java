package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.matching.RequestAttributes;
import dev.skiff.controlplane.admission.matching.VersionedObjects;
import java.util.List;
import java.util.UUID;

/**
 * The question to a webhook: an AdmissionReview of {@code admission.k8s.io} v1 or v1beta1, which
 * have one form.
 *
 * @param version v1 or v1beta1
 * @param uid the answer must repeat it
 */
record Review(String version, String uid, ObjectNode object) {
  static final String GROUP = "admission.k8s.io/";
  private static final List<String> KNOWN = List.of("v1", "v1beta1");

  /**
   * @throws CallFailure if the webhook understands no version that we know
   */
  static Review of(Webhook webhook, AdmissionRequest request, VersionedObjects objects)
      throws CallFailure {
    String version =
        webhook.reviewVersions().stream()
            .filter(KNOWN::contains)
            .findFirst()
            .orElseThrow(
                () ->
                    new CallFailure(
                        webhook,
                        "could not create admission objects: webhook does not accept known"
                            + " AdmissionReview versions (v1, v1beta1)"));
    String uid = UUID.randomUUID().toString();
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("kind", "AdmissionReview").put("apiVersion", GROUP + version);
    ObjectNode question = review.putObject("request").put("uid", uid);
    RequestAttributes.describe(request, objects.type(), question);
    question.set("object", objects.object());
    question.set("oldObject", objects.oldObject());
    return new Review(version, uid, review);
  }
}
