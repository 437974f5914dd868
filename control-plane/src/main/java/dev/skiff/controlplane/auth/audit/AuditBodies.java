package dev.skiff.controlplane.auth.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.protobuf.ProtobufDecoder;
import dev.skiff.controlplane.api.protobuf.ProtobufWriter;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Bodies as events show them: JSON, whatever was sent. */
final class AuditBodies {
  private static final YAMLMapper YAML = new YAMLMapper();

  private AuditBodies() {}

  /** Reads a body; null if there is none, or none that can be read. */
  static JsonNode read(byte[] body, String contentType, boolean omitManagedFields) {
    if (body.length == 0) return null;
    try {
      JsonNode tree = parse(body, contentType == null ? "" : contentType);
      if (tree == null || tree.isMissingNode()) return null;
      if (omitManagedFields) withoutManagedFields(tree);
      return tree;
    } catch (IOException | StatusException unreadable) {
      return null;
    }
  }

  /** The parts of a body as one, unpacked if they are packed. */
  static byte[] joined(List<byte[]> parts, boolean gzip) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    if (!gzip) return all.toByteArray();
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(all.toByteArray()))) {
      return unpacked.readAllBytes();
    } catch (IOException cutOff) {
      return new byte[0];
    }
  }

  private static JsonNode parse(byte[] body, String contentType) throws IOException {
    if (contentType.startsWith(ProtobufWriter.MEDIA_TYPE)) {
      return ProtobufDecoder.decode(body, "", "");
    }
    if (contentType.contains("yaml")) return YAML.readTree(body);
    boolean json = contentType.isEmpty() || contentType.contains("json");
    return json ? UntrustedJson.tree(body) : null;
  }

  private static void withoutManagedFields(JsonNode tree) {
    if (tree.path("metadata") instanceof ObjectNode metadata) metadata.remove("managedFields");
    for (JsonNode item : tree.path("items")) withoutManagedFields(item);
  }
}
