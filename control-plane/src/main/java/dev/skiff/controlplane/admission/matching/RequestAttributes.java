package dev.skiff.controlplane.admission.matching;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.resource.ResourceType;

/**
 * What webhooks and expressions are told of a request: an {@code AdmissionRequest} of {@code
 * admission.k8s.io} without its objects.
 */
public final class RequestAttributes {
  private RequestAttributes() {}

  /**
   * Writes them down.
   *
   * @param type the resource in the version that the objects are shown in
   */
  public static void describe(AdmissionRequest request, ResourceType type, ObjectNode to) {
    kind(to.putObject("kind"), type, request.subresource());
    resource(to.putObject("resource"), type);
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
