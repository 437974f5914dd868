package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.Forbidden;
import java.util.List;

/** How plugins say no. */
final class Refusal {
  private Refusal() {}

  /** A 403 about the object of the request. */
  static StatusException forbidden(AdmissionRequest request, String why) {
    return Forbidden.of(request.type().group(), request.type().plural(), nameOf(request), why);
  }

  static StatusException badRequest(String message) {
    return new StatusException(400, "BadRequest", message, null);
  }

  /** A name that is yet to be generated is told by its beginning, as upstream has it. */
  private static String nameOf(AdmissionRequest request) {
    if (!request.name().isEmpty()) return request.name();
    JsonNode metadata =
        request.object() == null ? MissingNode.getInstance() : request.object().path("metadata");
    for (String field : List.of("name", "generateName")) {
      if (!metadata.path(field).asText().isEmpty()) return metadata.path(field).asText();
    }
    return "Unknown";
  }
}
