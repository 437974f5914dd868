package dev.skiff.controlplane.admission.webhook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.resource.ResourceType;
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
    fill(review.putObject("request").put("uid", uid), request, objects);
    return new Review(version, uid, review);
  }

  private static void fill(ObjectNode to, AdmissionRequest request, VersionedObjects objects) {
    kind(to.putObject("kind"), objects.type(), request.subresource());
    resource(to.putObject("resource"), objects.type());
    if (!request.subresource().isEmpty()) to.put("subResource", request.subresource());
    kind(to.putObject("requestKind"), request.type(), request.subresource());
    resource(to.putObject("requestResource"), request.type());
    if (!request.subresource().isEmpty()) to.put("requestSubResource", request.subresource());
    if (!request.name().isEmpty()) to.put("name", request.name());
    boolean namespace = request.type().groupResource().equals("namespaces");
    String in = namespace ? request.name() : request.namespace();
    if (!in.isEmpty()) to.put("namespace", in);
    to.put("operation", request.operation().name());
    user(to.putObject("userInfo"), request.user());
    to.set("object", objects.object());
    to.set("oldObject", objects.oldObject());
    to.put("dryRun", request.dryRun());
    to.set("options", request.options());
  }

  private static void kind(ObjectNode to, ResourceType type, String subresource) {
    type.subresource(subresource)
        .ifPresentOrElse(
            own ->
                to.put("group", own.group()).put("version", own.version()).put("kind", own.kind()),
            () ->
                to.put("group", type.group())
                    .put("version", type.version())
                    .put("kind", type.kind()));
  }

  private static void resource(ObjectNode to, ResourceType type) {
    to.put("group", type.group()).put("version", type.version()).put("resource", type.plural());
  }

  private static void user(ObjectNode to, UserInfo user) {
    to.put("username", user.name());
    if (!user.uid().isEmpty()) to.put("uid", user.uid());
    if (!user.groups().isEmpty()) {
      ArrayNode groups = to.putArray("groups");
      user.groups().forEach(groups::add);
    }
    if (user.extra().isEmpty()) return;
    ObjectNode extra = to.putObject("extra");
    user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
  }
}
