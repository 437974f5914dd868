package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds for the specification of a Pod, wherever it is. */
public final class PodSpecRules {
  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
  private static final List<String> OPERATORS = List.of("Equal", "Exists");
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

  private final String path;
  private final FieldErrors errors;

  /**
   * @param path where the specification is, for example {@code spec.template.spec}
   */
  public PodSpecRules(String path, FieldErrors errors) {
    this.path = path;
    this.errors = errors;
  }

  /** Checks it. */
  public void check(JsonNode spec) {
    Set<String> volumes = new VolumeRules(path + ".volumes", errors).check(spec.path("volumes"));
    ContainerRules containers = new ContainerRules(errors, volumes);
    Set<String> names = new HashSet<>();
    if (spec.path("containers").isEmpty()) errors.required(path + ".containers");
    containers(containers, "containers", spec, names);
    containers(containers, "initContainers", spec, names);
    containers(containers, "ephemeralContainers", spec, names);
    String restart = spec.path("restartPolicy").asText("");
    supported("restartPolicy", restart, RESTART);
    supported("dnsPolicy", spec.path("dnsPolicy").asText(""), DNS);
    MetadataRules.labels(path + ".nodeSelector", spec.path("nodeSelector"), errors);
    name("serviceAccountName", spec, Names.Rule.SUBDOMAIN);
    name("nodeName", spec, Names.Rule.SUBDOMAIN);
    name("hostname", spec, Names.Rule.LABEL);
    name("subdomain", spec, Names.Rule.LABEL);
    name("priorityClassName", spec, Names.Rule.SUBDOMAIN);
    name("runtimeClassName", spec, Names.Rule.SUBDOMAIN);
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    if (deadline.isNumber()
        && (deadline.longValue() < 1 || deadline.longValue() > Integer.MAX_VALUE)) {
      errors.invalid(
          path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
    }
    hostAliases(spec.path("hostAliases"));
    securityContext(spec);
    tolerations(spec.path("tolerations"));
  }

  private void hostAliases(JsonNode aliases) {
    for (int i = 0; i < aliases.size(); i++) {
      String field = path + ".hostAliases[" + i + "]";
      String address = aliases.get(i).path("ip").asText("");
      Addresses.ip(address).forEach(wrong -> errors.invalid(field + ".ip", address, wrong));
      JsonNode names = aliases.get(i).path("hostnames");
      for (int j = 0; j < names.size(); j++) {
        String name = names.get(j).asText();
        String at = field + ".hostnames[" + j + "]";
        Names.subdomain(name).forEach(wrong -> errors.invalid(at, name, wrong));
      }
    }
  }

  private void securityContext(JsonNode spec) {
    if (spec.path("shareProcessNamespace").asBoolean() && spec.path("hostPID").asBoolean()) {
      errors.invalid(
          path + ".securityContext.shareProcessNamespace",
          spec.path("shareProcessNamespace"),
          "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    if (!spec.path("hostNetwork").asBoolean()) return;
    JsonNode containers = spec.path("containers");
    for (int i = 0; i < containers.size(); i++) {
      JsonNode ports = containers.get(i).path("ports");
      for (int j = 0; j < ports.size(); j++) {
        JsonNode host = ports.get(j).path("hostPort");
        if (host.asInt() == ports.get(j).path("containerPort").asInt()) continue;
        errors.invalid(
            path + ".containers[" + i + "].ports[" + j + "].hostPort",
            host,
            "must match `containerPort` when `hostNetwork` is true");
      }
    }
  }

  private void containers(ContainerRules rules, String list, JsonNode spec, Set<String> names) {
    JsonNode containers = spec.path(list);
    for (int i = 0; i < containers.size(); i++) {
      String field = path + "." + list + "[" + i + "]";
      rules.check(field, containers.get(i), list);
      String name = containers.get(i).path("name").asText("");
      if (!name.isEmpty() && !names.add(name)) errors.duplicate(field + ".name", name);
    }
  }

  private void supported(String field, String value, List<String> values) {
    if (value.isEmpty()) {
      errors.required(path + "." + field);
    } else if (!values.contains(value)) {
      errors.unsupported(path + "." + field, value, values);
    }
  }

  private void name(String field, JsonNode spec, Names.Rule rule) {
    String name = spec.path(field).asText("");
    if (name.isEmpty()) return;
    Names.check(rule, name).forEach(one -> errors.invalid(path + "." + field, name, one));
  }

  private void tolerations(JsonNode tolerations) {
    for (int i = 0; i < tolerations.size(); i++) {
      JsonNode toleration = tolerations.get(i);
      String field = path + ".tolerations[" + i + "]";
      String key = toleration.path("key").asText("");
      String operator = toleration.path("operator").asText("");
      String effect = toleration.path("effect").asText("");
      if (!key.isEmpty()) {
        Names.qualified(key).forEach(one -> errors.invalid(field + ".key", key, one));
      }
      if (key.isEmpty() && !operator.equals("Exists")) {
        errors.invalid(
            field + ".operator",
            operator,
            "operator must be Exists when `key` is empty, which means \"match all values and all"
                + " keys\"");
      }
      if (!operator.isEmpty() && !OPERATORS.contains(operator)) {
        errors.unsupported(field + ".operator", operator, OPERATORS);
      }
      if (operator.equals("Exists") && !toleration.path("value").asText("").isEmpty()) {
        errors.invalid(
            field + ".operator",
            toleration.path("value"),
            "value must be empty when `operator` is 'Exists'");
      }
      if (toleration.has("tolerationSeconds") && !effect.equals("NoExecute")) {
        errors.invalid(
            field + ".effect",
            effect,
            "effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
      if (!effect.isEmpty() && !EFFECTS.contains(effect)) {
        errors.unsupported(field + ".effect", effect, EFFECTS);
      }
    }
  }
}
