package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.DriverNames;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.Names;

/** Attachments of volumes: new ones have well-formed names, and drivers do not report too much. */
final class VolumeAttachmentBehaviour implements Behaviour {
  private static final int LONGEST_METADATA = 256 * 1024;
  private static final int LONGEST_MESSAGE = 1024;

  @Override
  public void validateCreate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    String attacher = spec.path("attacher").asText("");
    if (!attacher.isEmpty()) DriverNames.check("spec.attacher", attacher, errors);
    JsonNode volume = spec.path("source").path("persistentVolumeName");
    if (!volume.isTextual()) return;
    for (String wrong : Names.subdomain(volume.textValue())) {
      errors.invalid("spec.source.persistentVolumeName", volume, wrong);
    }
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode status = object.path("status");
    long size = 0;
    for (var entry : status.path("attachmentMetadata").properties()) {
      size += GoText.bytes(entry.getKey()) + GoText.bytes(entry.getValue().asText(""));
    }
    if (size > LONGEST_METADATA) errors.tooLong("status.attachmentMetadata", LONGEST_METADATA);
    for (String error : new String[] {"attachError", "detachError"}) {
      String field = "status." + error;
      if (GoText.bytes(status.path(error).path("message").asText("")) > LONGEST_MESSAGE) {
        // The limit that upstream tells is another than the one it has.
        errors.tooLong(field + ".message", LONGEST_METADATA);
      }
      long code = status.path(error).path("errorCode").asLong();
      if (code < 0) {
        errors.invalid(field + ".errorCode", code, "must be between 0 and 2147483647, inclusive");
      }
    }
  }
}
