package dev.skiff.controlplane.resource.openapi;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The parameters of a Swagger document that are written once and referred to. Their names end in a
 * hash (64-bit FNV-1) of their JSON, so that they are the same on all servers.
 *
 * <p>Source: k8s.io/kube-openapi/pkg/builder, which says which parameters are shared.
 */
final class SharedParameters {
  /** Clients look for these where they are used. */
  private static final Set<String> IN_PLACE = Set.of("name", "fieldValidation", "dryRun");

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final Map<String, ObjectNode> shared = new TreeMap<>();

  /** All that were referred to, by name. */
  Map<String, ObjectNode> all() {
    return shared;
  }

  /** A parameter, or a reference to it. */
  ObjectNode refer(Parameter parameter) {
    ObjectNode node = parameter.v2();
    return IN_PLACE.contains(parameter.name()) ? node : refer(parameter.name(), node);
  }

  /** A body, or a reference to it if it is the same for many kinds. */
  ObjectNode refer(Operation.Body body, ObjectNode schema) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", "body").put("in", "body");
    if (body.required()) node.put("required", true);
    node.set("schema", schema);
    boolean common = body.definition().startsWith("io.k8s.apimachinery.");
    return common ? refer("body", node) : node;
  }

  private ObjectNode refer(String name, ObjectNode node) {
    String unique = name + "-" + hash(node.toString());
    shared.put(unique, node);
    return JsonNodeFactory.instance.objectNode().put("$ref", "#/parameters/" + unique);
  }

  private static String hash(String json) {
    long hash = FNV_OFFSET;
    for (byte octet : json.getBytes(StandardCharsets.UTF_8)) {
      hash = hash * FNV_PRIME ^ octet & 0xff;
    }
    byte[] octets = ByteBuffer.allocate(Long.BYTES).putLong(hash).array();
    return Base64.getUrlEncoder().encodeToString(Arrays.copyOf(octets, 6));
  }
}
