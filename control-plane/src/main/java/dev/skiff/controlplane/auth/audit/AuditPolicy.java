package dev.skiff.controlplane.auth.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.auth.UserInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Upstream's {@code audit.k8s.io/v1} Policy: the first rule that fits a request says what is
 * written of it.
 */
record AuditPolicy(List<AuditRule> rules) {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final Set<String> TYPES = Set.of("audit.k8s.io/v1");

  /** The rule for a request; null if nothing is to be written. */
  AuditRule rule(UserInfo user, RequestInfo info) {
    for (AuditRule rule : rules) {
      if (rule.fits(user, info)) return rule.level() == AuditLevel.NONE ? null : rule;
    }
    return null;
  }

  /**
   * Reads a policy in YAML or JSON.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static AuditPolicy parse(String text) {
    JsonNode root;
    try {
      root = YAML.readTree(text);
    } catch (IOException malformed) {
      throw new IllegalArgumentException(malformed.getMessage().lines().findFirst().orElse(""));
    }
    if (!TYPES.contains(root.path("apiVersion").asText())
        || !root.path("kind").asText().equals("Policy")) {
      throw new IllegalArgumentException("it is not a Policy of audit.k8s.io/v1");
    }
    Set<AuditStage> omitted = stages(root.path("omitStages"));
    boolean omitManagedFields = root.path("omitManagedFields").asBoolean();
    List<AuditRule> rules = new ArrayList<>();
    int index = 0;
    for (JsonNode rule : root.path("rules")) {
      try {
        rules.add(rule(rule, omitted, omitManagedFields));
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException("rules[" + index + "]." + wrong.getMessage());
      }
      index++;
    }
    if (rules.isEmpty()) throw new IllegalArgumentException("it has no rules");
    return new AuditPolicy(List.copyOf(rules));
  }

  private static AuditRule rule(JsonNode rule, Set<AuditStage> omitted, boolean omitManagedFields) {
    Set<AuditStage> stages = stages(rule.path("omitStages"));
    stages.addAll(omitted);
    List<AuditRule.Resources> resources = new ArrayList<>();
    for (JsonNode each : rule.path("resources")) {
      resources.add(
          new AuditRule.Resources(
              each.path("group").asText(),
              texts(each.path("resources")),
              texts(each.path("resourceNames"))));
    }
    List<String> paths = texts(rule.path("nonResourceURLs"));
    if (!paths.isEmpty() && (!resources.isEmpty() || rule.path("namespaces").size() > 0)) {
      throw new IllegalArgumentException(
          "nonResourceURLs: rules cannot apply to both regular resources and non-resource URLs");
    }
    for (String path : paths) {
      int star = path.indexOf('*');
      boolean wrong = !path.equals("*") && !path.startsWith("/");
      if (wrong || (star >= 0 && star != path.length() - 1)) {
        throw new IllegalArgumentException(
            "nonResourceURLs: \"" + path + "\" must begin with a \"/\", and end where a \"*\" is");
      }
    }
    return new AuditRule(
        AuditLevel.of(rule.path("level").asText()),
        texts(rule.path("users")),
        texts(rule.path("userGroups")),
        texts(rule.path("verbs")),
        List.copyOf(resources),
        texts(rule.path("namespaces")),
        paths,
        stages,
        rule.path("omitManagedFields").asBoolean(omitManagedFields));
  }

  private static Set<AuditStage> stages(JsonNode node) {
    Set<AuditStage> stages = EnumSet.noneOf(AuditStage.class);
    node.forEach(each -> stages.add(AuditStage.of(each.asText())));
    return stages;
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    node.forEach(each -> texts.add(each.asText()));
    return List.copyOf(texts);
  }
}
