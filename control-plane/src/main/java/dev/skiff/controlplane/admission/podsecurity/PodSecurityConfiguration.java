package dev.skiff.controlplane.admission.podsecurity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldError;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Upstream's {@code PodSecurityConfiguration} of {@code pod-security.admission.config.k8s.io/v1}.
 *
 * @param defaults what holds where a namespace's labels say nothing
 * @param usernames who may create any Pod
 * @param runtimeClasses whose Pods may be any
 * @param namespaces in which no Pod is looked at
 */
record PodSecurityConfiguration(
    NamespacePolicy defaults,
    Set<String> usernames,
    Set<String> runtimeClasses,
    Set<String> namespaces) {
  private static final String GROUP = "pod-security.admission.config.k8s.io/";
  private static final Set<String> VERSIONS =
      Set.of(GROUP + "v1", GROUP + "v1beta1", GROUP + "v1alpha1");
  private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "defaults", "exemptions");
  private static final Set<String> EXEMPTIONS = Set.of("usernames", "runtimeClasses", "namespaces");

  /** Any Pod may be created where labels ask for nothing, and nobody is exempt. */
  static final PodSecurityConfiguration NONE = of(MissingNode.getInstance());

  /**
   * Reads a configuration; it may be missing.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static PodSecurityConfiguration of(JsonNode root) {
    if (!root.isMissingNode()) {
      boolean known =
          VERSIONS.contains(root.path("apiVersion").asText())
              && root.path("kind").asText().equals("PodSecurityConfiguration");
      if (!known) {
        throw new IllegalArgumentException("it is no PodSecurityConfiguration of " + GROUP + "v1");
      }
      requireKnown(root, FIELDS, "");
      requireKnown(root.path("exemptions"), EXEMPTIONS, "exemptions.");
    }
    JsonNode exemptions = root.path("exemptions");
    return new PodSecurityConfiguration(
        defaults(root.path("defaults")),
        names(exemptions, "usernames"),
        names(exemptions, "runtimeClasses"),
        names(exemptions, "namespaces"));
  }

  /** Defaults are written as labels are, without their prefix. */
  private static NamespacePolicy defaults(JsonNode defaults) {
    requireKnown(defaults, NamespacePolicy.MODES, "defaults.");
    ObjectNode labels = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> field : defaults.properties()) {
      labels.set(NamespacePolicy.LABEL + field.getKey(), field.getValue());
    }
    NamespacePolicy policy = NamespacePolicy.modes(labels, NamespacePolicy.FREE);
    for (FieldError error : policy.errors().all()) {
      String field =
          error.toString().replace("metadata.labels[" + NamespacePolicy.LABEL, "defaults.");
      throw new IllegalArgumentException(field.replaceFirst("]", ""));
    }
    return policy;
  }

  private static Set<String> names(JsonNode exemptions, String field) {
    Set<String> names = new HashSet<>();
    for (JsonNode name : exemptions.path(field)) {
      String at = "exemptions." + field + ": ";
      if (name.asText().isEmpty()) throw new IllegalArgumentException(at + "a name is empty");
      if (!names.add(name.asText())) {
        throw new IllegalArgumentException(at + "\"" + name.asText() + "\" is there twice");
      }
    }
    return Set.copyOf(names);
  }

  private static void requireKnown(JsonNode object, Set<String> known, String path) {
    List<String> unknown =
        object.properties().stream()
            .map(Map.Entry::getKey)
            .filter(field -> !known.contains(field))
            .toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown field \"" + path + unknown.getFirst() + "\"");
    }
  }
}
