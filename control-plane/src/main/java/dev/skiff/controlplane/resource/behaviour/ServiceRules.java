package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.Addresses;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import dev.skiff.controlplane.resource.validation.Names;
import dev.skiff.controlplane.resource.validation.PortNumbers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds for the specification of a Service. */
final class ServiceRules {
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final List<String> AFFINITIES = List.of("ClientIP", "None");
  private static final List<String> TRAFFIC = List.of("Cluster", "Local");
  private static final String HINTS = "service.kubernetes.io/topology-aware-hints";
  private static final String MODE = "service.kubernetes.io/topology-mode";
  private static final String RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

  private final FieldErrors errors;

  ServiceRules(FieldErrors errors) {
    this.errors = errors;
  }

  void check(JsonNode spec) {
    String type = spec.path("type").asText("");
    boolean headless = ServiceSpecs.headless(spec);
    if (type.equals("ExternalName")) {
      String external = spec.path("externalName").asText("");
      String name =
          external.endsWith(".") ? external.substring(0, external.length() - 1) : external;
      if (name.isEmpty()) {
        errors.required("spec.externalName");
      } else {
        Names.subdomain(name).forEach(one -> errors.invalid("spec.externalName", name, one));
      }
    } else if (spec.path("ports").isEmpty() && !headless) {
      errors.required("spec.ports");
    }
    sourceRanges(spec.path("loadBalancerSourceRanges"), type);
    if (headless && (type.equals("LoadBalancer") || type.equals("NodePort"))) {
      errors.invalid(
          "spec.clusterIPs[0]", "None", "may not be set to 'None' for " + type + " services");
    }
    ports(spec, type);
    MetadataRules.labels("spec.selector", spec.path("selector"), errors);
    supported("sessionAffinity", spec, AFFINITIES);
    JsonNode external = spec.path("externalIPs");
    for (int i = 0; i < external.size(); i++) {
      String field = "spec.externalIPs[" + i + "]";
      String address = external.get(i).asText();
      Addresses.reachable(address).forEach(wrong -> errors.invalid(field, address, wrong));
    }
    supported("type", spec, TYPES);
    fromOutside(spec);
    if (TYPES.contains(type)
        && !type.equals("ExternalName")
        && !spec.has("internalTrafficPolicy")) {
      errors.required("spec.internalTrafficPolicy");
    }
  }

  private void fromOutside(JsonNode spec) {
    String policy = spec.path("externalTrafficPolicy").asText("");
    if (ServicePorts.reachedFromOutside(spec)) {
      supported("externalTrafficPolicy", spec, TRAFFIC);
    } else if (!policy.isEmpty()) {
      errors.invalid(
          "spec.externalTrafficPolicy",
          policy,
          "may only be set for externally-accessible services");
    }
    int port = spec.path("healthCheckNodePort").asInt();
    if (port == 0) return;
    if (ServicePorts.wantsHealthCheck(spec)) {
      PortNumbers.check("spec.healthCheckNodePort", port, errors);
    } else {
      errors.invalid(
          "spec.healthCheckNodePort",
          port,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    }
  }

  /**
   * What annotations say in the place of fields, or of annotations that came after them.
   *
   * @param before those of an update's old object
   */
  void annotations(JsonNode annotations, JsonNode before, JsonNode spec) {
    JsonNode hints = annotations.path(HINTS);
    JsonNode mode = annotations.path(MODE);
    if (hints.isTextual() && mode.isTextual() && !hints.equals(mode)) {
      errors.invalid(
          "metadata.annotations[" + MODE + "]",
          mode,
          "must match annotations[" + HINTS + "] when both are specified");
    }
    JsonNode ranges = annotations.path(RANGES);
    if (!ranges.isTextual() || !spec.path("loadBalancerSourceRanges").isEmpty()) return;
    String field = "metadata.annotations[" + RANGES + "]";
    if (!spec.path("type").asText("").equals("LoadBalancer")) {
      errors.forbidden(field, "may only be used when `type` is 'LoadBalancer'");
    }
    String text = ranges.textValue().strip();
    if (text.isEmpty() || ranges.equals(before.path(RANGES))) return;
    for (String one : text.split(",", -1)) {
      String range = one.strip();
      Addresses.cidr(range).forEach(wrong -> errors.invalid(field, range, wrong));
    }
  }

  private void supported(String field, JsonNode spec, List<String> values) {
    String value = spec.path(field).asText("");
    if (value.isEmpty()) {
      errors.required("spec." + field);
    } else if (!values.contains(value)) {
      errors.unsupported("spec." + field, value, values);
    }
  }

  private void ports(JsonNode spec, String type) {
    JsonNode ports = spec.path("ports");
    Set<String> names = new HashSet<>();
    Set<JsonNode> pairs = new HashSet<>();
    Set<String> hostPorts = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String field = "spec.ports[" + i + "]";
      String name = port.path("name").asText("");
      if (name.isEmpty()) {
        if (ports.size() > 1) errors.required(field + ".name");
      } else {
        Names.label(name).forEach(one -> errors.invalid(field + ".name", name, one));
        if (!names.add(name)) errors.duplicate(field + ".name", name);
      }
      PortNumbers.check(field + ".port", port.path("port").asLong(), errors);
      String protocol = port.path("protocol").asText("");
      if (!PROTOCOLS.contains(protocol)) {
        errors.unsupported(field + ".protocol", protocol, PROTOCOLS);
      }
      ObjectNode pair = JsonNodeFactory.instance.objectNode().put("protocol", protocol);
      pair.set("port", port.path("port"));
      if (!pairs.add(pair)) errors.duplicate(field, pair);
      JsonNode target = port.path("targetPort");
      if (target.isTextual()) {
        Names.portName(target.asText())
            .forEach(one -> errors.invalid(field + ".targetPort", target, one));
      } else {
        PortNumbers.check(field + ".targetPort", target.asLong(), errors);
      }
      boolean nodePort = port.path("nodePort").asInt() != 0;
      if (nodePort && !hostPorts.add(protocol + port.path("nodePort").asInt())) {
        errors.duplicate(field + ".nodePort", port.path("nodePort"));
      }
      if (nodePort && type.equals("ClusterIP")) {
        errors.forbidden(field + ".nodePort", "may not be used when `type` is 'ClusterIP'");
      }
    }
  }

  private void sourceRanges(JsonNode ranges, String type) {
    String field = "spec.LoadBalancerSourceRanges";
    if (!ranges.isEmpty() && !type.equals("LoadBalancer")) {
      errors.forbidden(field, "may only be used when `type` is 'LoadBalancer'");
    }
    for (int i = 0; i < ranges.size(); i++) {
      String range = ranges.get(i).asText("").strip();
      String at = field + "[" + i + "]";
      Addresses.cidr(range).forEach(wrong -> errors.invalid(at, range, wrong));
    }
  }
}
