package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.GoJson;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Secrets: keys that a type requires, size, immutability. */
final class SecretBehaviour implements Behaviour {
  private static final int LIMIT = 1024 * 1024;
  private static final List<String> BASIC = List.of("username", "password");
  private static final Map<String, List<String>> KEYS =
      Map.of(
          "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
          "kubernetes.io/ssh-auth", List.of("ssh-privatekey"),
          "kubernetes.io/dockercfg", List.of(".dockercfg"),
          "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"));

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    long size = 0;
    for (var entry : object.path("data").properties()) {
      String key = entry.getKey();
      Names.configKey(key).forEach(one -> errors.invalid("data[" + key + "]", key, one));
      size += entry.getValue().asText("").length() / 4 * 3;
    }
    if (size > LIMIT) errors.tooLong("data", LIMIT);
    String type = object.path("type").asText("");
    for (String key : KEYS.getOrDefault(type, List.of())) {
      JsonNode value = object.path("data").path(key);
      // A key for SSH is something; others may be empty.
      boolean there =
          key.equals("ssh-privatekey") ? !value.asText("").isEmpty() : !value.isMissingNode();
      if (!there) errors.required("data[" + key + "]");
    }
    if (type.equals("kubernetes.io/basic-auth")
        && BASIC.stream().noneMatch(object.path("data")::has)) {
      for (String key : BASIC) errors.required("data[" + key + "]");
    }
    if (type.startsWith("kubernetes.io/dockerc")) {
      KEYS.get(type).forEach(key -> dockerConfig(object, key, errors));
    }
    if (type.equals("kubernetes.io/service-account-token")
        && object
            .path("metadata")
            .path("annotations")
            .path("kubernetes.io/service-account.name")
            .asText("")
            .isEmpty()) {
      errors.required("metadata.annotations[kubernetes.io/service-account.name]");
    }
  }

  private static void dockerConfig(ObjectNode object, String key, FieldErrors errors) {
    if (!object.path("data").has(key)) return;
    byte[] json = Base64.getDecoder().decode(object.path("data").path(key).asText(""));
    String problem = problem(json);
    if (problem != null) {
      errors.invalid("data[" + key + "]", "<secret contents redacted>", problem);
    }
  }

  private static String problem(byte[] json) {
    String problem = GoJson.problem(json);
    if (problem != null) return problem;
    try {
      JsonNode tree = UntrustedJson.tree(json);
      if (tree.isObject() || tree.isNull()) return null;
      String type =
          switch (tree.getNodeType()) {
            case ARRAY -> "array";
            case BOOLEAN -> "bool";
            case NUMBER -> "number";
            default -> "string";
          };
      return "json: cannot unmarshal " + type + " into Go value of type map[string]interface {}";
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    if (!object.path("type").equals(old.path("type"))) {
      errors.invalid("type", object.path("type"), "field is immutable");
    }
    ConfigMapBehaviour.immutable(object, old, errors);
  }
}
