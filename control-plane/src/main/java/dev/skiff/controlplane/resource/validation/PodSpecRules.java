package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds for the specification of a Pod, wherever it is. */
public final class PodSpecRules {
  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

  private static final String OWN_USERS = "when `hostUsers` is false";

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
    var volumes = new VolumeRules(path + ".volumes", errors).check(spec.path("volumes"));
    ClaimRules claims = new ClaimRules(errors);
    claims.ofPod(path + ".resourceClaims", spec.path("resourceClaims"));
    ContainerRules containers = new ContainerRules(errors, volumes, claims, spec);
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
    hostnameOverride(spec);
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
    TolerationRules.check(path + ".tolerations", spec.path("tolerations"), errors);
    schedulingGates(spec.path("schedulingGates"));
    spread(spec.path("topologySpreadConstraints"));
    ResourceRules resources = new ResourceRules(errors);
    new PodResourceRules(path, errors, claims).check(spec);
    resources.checkOverhead(path + ".overhead", spec.path("overhead"));
    new WindowsRules(path, errors).check(spec);
  }

  private void hostnameOverride(JsonNode spec) {
    if (!spec.has("hostnameOverride")) return;
    name("hostnameOverride", spec, Names.Rule.SUBDOMAIN);
    String field = path + ".hostnameOverride";
    if (spec.path("setHostnameAsFQDN").asBoolean()) {
      errors.forbidden(field, "may not be specified when setHostnameAsFQDN is true");
    }
    if (spec.path("hostNetwork").asBoolean()) {
      errors.forbidden(field, "may not be specified when hostNetwork is true");
    }
  }

  private void schedulingGates(JsonNode gates) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < gates.size(); i++) {
      String gate = gates.get(i).path("name").asText("");
      String field = path + ".schedulingGates[" + i + "]";
      Names.qualified(gate).forEach(wrong -> errors.invalid(field, gate, wrong));
      if (!seen.add(gate)) errors.duplicate(field, gate);
    }
  }

  /** The first of two like constraints is the one that is named. */
  private void spread(JsonNode constraints) {
    List<String> pairs = new ArrayList<>();
    for (JsonNode constraint : constraints) {
      pairs.add(
          "{%s, %s}"
              .formatted(
                  constraint.path("topologyKey").asText(""),
                  constraint.path("whenUnsatisfiable").asText("")));
    }
    for (int i = 0; i < pairs.size(); i++) {
      if (!pairs.subList(i + 1, pairs.size()).contains(pairs.get(i))) continue;
      String field = path + ".topologySpreadConstraints[" + i + "]";
      errors.duplicate(field + ".{topologyKey, whenUnsatisfiable}", pairs.get(i));
    }
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
    HostSysctls.check(path, spec, errors);
    if (!spec.path("hostUsers").asBoolean(true)) {
      if (spec.path("hostPID").asBoolean()) errors.forbidden(path + ".HostPID", OWN_USERS);
      if (spec.path("hostIPC").asBoolean()) errors.forbidden(path + ".HostIPC", OWN_USERS);
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
      String target = containers.get(i).path("targetContainerName").asText("");
      if (!target.isEmpty() && !has(spec, target)) {
        errors.notFound(field + ".targetContainerName", target);
      }
    }
  }

  private static boolean has(JsonNode spec, String container) {
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode one : spec.path(list)) {
        if (one.path("name").asText("").equals(container)) return true;
      }
    }
    return false;
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
}
