package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds for the specification of a Pod, wherever it is. */
public final class PodSpecRules {
  private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

  private static final List<String> LISTS =
      List.of("containers", "initContainers", "ephemeralContainers");

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

  /** Checks that of a template. */
  public void check(JsonNode spec) {
    check(spec, MissingNode.getInstance());
  }

  /**
   * Checks it.
   *
   * @param metadata the Pod's; missing in templates
   */
  public void check(JsonNode spec, JsonNode metadata) {
    boolean ofPod = metadata.isObject();
    var volumes =
        new VolumeRules(path + ".volumes", errors)
            .check(spec.path("volumes"), metadata.path("name").asText(""));
    ClaimRules claims = new ClaimRules(errors);
    boolean mirror = metadata.path("annotations").has(PodAnnotationRules.MIRROR);
    claims.ofPod(path + ".resourceClaims", spec.path("resourceClaims"), mirror);
    ContainerRules containers = new ContainerRules(errors, volumes, claims, spec, ofPod);
    if (spec.path("containers").isEmpty()) errors.required(path + ".containers");
    for (String list : LISTS) {
      for (int i = 0; i < spec.path(list).size(); i++) {
        containers.check(path + "." + list + "[" + i + "]", spec.path(list).get(i), list);
      }
    }
    names(spec);
    hostPorts(spec);
    fileKeys(spec);
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
    JsonNode deadline = spec.path("activeDeadlineSeconds");
    if (deadline.isNumber()
        && (deadline.longValue() < 1 || deadline.longValue() > Integer.MAX_VALUE)) {
      errors.invalid(
          path + ".activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
    }
    hostAliases(spec.path("hostAliases"));
    securityContext(spec, ofPod);
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
    for (int i = 0; i < constraints.size(); i++) {
      JsonNode domains = constraints.get(i).path("minDomains");
      String action = constraints.get(i).path("whenUnsatisfiable").asText("");
      if (!domains.isNumber() || action.equals("DoNotSchedule")) continue;
      errors.invalid(
          path + ".topologySpreadConstraints[" + i + "].minDomains",
          domains,
          "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
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

  private void securityContext(JsonNode spec, boolean ofPod) {
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
      for (String list : LISTS) {
        for (int i = 0; i < spec.path(list).size(); i++) {
          if (spec.path(list).get(i).path("volumeDevices").isEmpty()) continue;
          errors.forbidden(path + "." + list + "[" + i + "].volumeDevices", OWN_USERS);
        }
      }
    }
    if (!spec.path("hostNetwork").asBoolean()) return;
    JsonNode containers = spec.path("containers");
    for (int i = 0; i < containers.size(); i++) {
      JsonNode ports = containers.get(i).path("ports");
      for (int j = 0; j < ports.size(); j++) {
        JsonNode host = ports.get(j).path("hostPort");
        if (!ofPod && host.asInt() == 0) continue;
        if (host.asInt() == ports.get(j).path("containerPort").asInt()) continue;
        errors.invalid(
            path + ".containers[" + i + "].ports[" + j + "].hostPort",
            host,
            "must match `containerPort` when `hostNetwork` is true");
      }
    }
  }

  /** Each container has a name of its own. Upstream looks for some of those without one, too. */
  private void names(JsonNode spec) {
    Set<String> names = new HashSet<>();
    String init = "initContainers";
    each(
        spec,
        "containers",
        (field, name, one) -> {
          if (!names.add(name)) errors.duplicate(field + ".name", name);
        });
    each(
        spec,
        init,
        (field, name, one) -> {
          if (names.contains(name)) errors.duplicate(field + ".name", name);
          else if (!name.isEmpty()) names.add(name);
        });
    each(spec, init, (field, name, one) -> names.add(name));
    Set<String> others = Set.copyOf(names);
    each(
        spec,
        "ephemeralContainers",
        (field, name, one) -> {
          if (!names.add(name)) errors.duplicate(field + ".name", name);
          String target = one.path("targetContainerName").asText("");
          if (!target.isEmpty() && !others.contains(target)) {
            errors.notFound(field + ".targetContainerName", target);
          }
        });
  }

  private interface NamedContainer {
    void look(String field, String name, JsonNode container);
  }

  private void each(JsonNode spec, String list, NamedContainer look) {
    for (int i = 0; i < spec.path(list).size(); i++) {
      JsonNode one = spec.path(list).get(i);
      look.look(path + "." + list + "[" + i + "]", one.path("name").asText(""), one);
    }
  }

  /** Containers share the ports of their host; those that go before them come one by one. */
  private void hostPorts(JsonNode spec) {
    Set<String> taken = new HashSet<>();
    each(spec, "containers", (field, name, one) -> hostPorts(field, one, taken));
    // Upstream names the first of them, whichever it is.
    String first = path + ".initContainers[0]";
    each(spec, "initContainers", (field, name, one) -> hostPorts(first, one, new HashSet<>()));
  }

  private void hostPorts(String container, JsonNode of, Set<String> taken) {
    JsonNode ports = of.path("ports");
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      int number = port.path("hostPort").asInt();
      String address = port.path("hostIP").asText("");
      String host = port.path("protocol").asText("") + "/" + address + "/" + number;
      if (number == 0 || taken.add(host)) continue;
      errors.duplicate(container + ".ports[" + i + "].hostPort", host);
    }
  }

  /** Files with variables are in volumes that the Pod's containers share. */
  private void fileKeys(JsonNode spec) {
    Map<String, JsonNode> volumes = new HashMap<>();
    for (JsonNode one : spec.path("volumes")) volumes.put(one.path("name").asText(""), one);
    for (String list : LISTS) {
      each(spec, list, (field, name, one) -> fileKeys(field + ".env", one.path("env"), volumes));
    }
  }

  private void fileKeys(String list, JsonNode variables, Map<String, JsonNode> volumes) {
    for (int i = 0; i < variables.size(); i++) {
      JsonNode key = variables.get(i).path("valueFrom").path("fileKeyRef");
      if (!key.isObject()) continue;
      String field = list + "[" + i + "].valueFrom.fileKeyRef.volumeName";
      String name = key.path("volumeName").asText("");
      JsonNode volume = volumes.get(name);
      if (volume == null) {
        errors.notFound(field, name);
      } else if (!volume.has("emptyDir")) {
        errors.invalid(field, name, "referenced volume must be of type emptyDir");
      }
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
}
