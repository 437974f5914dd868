package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.Forbidden;

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

  private static String nameOf(AdmissionRequest request) {
    if (!request.name().isEmpty() || request.object() == null) return request.name();
    return request.object().path("metadata").path("name").asText();
  }
}
