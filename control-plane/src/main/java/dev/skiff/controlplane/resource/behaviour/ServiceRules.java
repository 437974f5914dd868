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
  private static final List<String> FAMILY_POLICIES =
      List.of("SingleStack", "PreferDualStack", "RequireDualStack");
  private static final List<String> TRAFFIC = List.of("Cluster", "Local");
  private static final String NO_ADDRESS =
      "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";

  private final FieldErrors errors;

  ServiceRules(FieldErrors errors) {
    this.errors = errors;
  }

  void check(JsonNode spec) {
    String type = spec.path("type").asText("");
    boolean headless = spec.path("clusterIP").asText("").equals("None");
    if (type.equals("ExternalName")) {
      String external = spec.path("externalName").asText("");
      if (external.isEmpty()) {
        errors.required("spec.externalName");
      } else {
        String name =
            external.endsWith(".") ? external.substring(0, external.length() - 1) : external;
        Names.subdomain(name).forEach(one -> errors.invalid("spec.externalName", external, one));
      }
    } else if (spec.path("ports").isEmpty() && !headless) {
      errors.required("spec.ports");
    }
    sourceRanges(spec.path("loadBalancerSourceRanges"), type);
    ports(spec, type, headless);
    MetadataRules.labels("spec.selector", spec.path("selector"), errors);
    supported("sessionAffinity", spec, AFFINITIES);
    clusterAddress(spec, type, headless);
    families(spec);
    JsonNode external = spec.path("externalIPs");
    for (int i = 0; i < external.size(); i++) {
      String field = "spec.externalIPs[" + i + "]";
      String address = external.get(i).asText();
      Addresses.reachable(address).forEach(wrong -> errors.invalid(field, address, wrong));
    }
    supported("type", spec, TYPES);
    for (String policy : List.of("externalTrafficPolicy", "internalTrafficPolicy")) {
      if (spec.has(policy)) supported(policy, spec, TRAFFIC);
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

  private void ports(JsonNode spec, String type, boolean headless) {
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
        errors.invalid(
            field + ".nodePort", port.path("nodePort"), "provided port is already allocated");
      }
      if (nodePort && (type.equals("ClusterIP") || headless || type.equals("ExternalName"))) {
        errors.forbidden(field + ".nodePort", "may not be used when `type` is '" + type + "'");
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

  private void clusterAddress(JsonNode spec, String type, boolean headless) {
    JsonNode addresses = spec.path("clusterIPs");
    if (type.equals("ExternalName")) {
      if (!addresses.isEmpty()) {
        errors.forbidden("spec.clusterIPs", "may not be set when `type` is 'ExternalName'");
      }
      return;
    }
    String address = addresses.path(0).asText("");
    if (headless && !type.equals("ClusterIP")) {
      errors.invalid(
          "spec.clusterIPs[0]", address, "may not be set to 'None' for " + type + " services");
    } else if (!address.isEmpty() && !headless && !AddressPool.isAddress(address)) {
      errors.invalid("spec.clusterIPs[0]", address, NO_ADDRESS);
    } else if (addresses.size() > 2) {
      errors.invalid("spec.clusterIPs", addresses, "may only hold up to 2 values");
    } else if (!address.equals(spec.path("clusterIP").asText(""))) {
      errors.invalid("spec.clusterIPs", addresses, "first value must match `clusterIP`");
    }
  }

  private void families(JsonNode spec) {
    if (spec.has("ipFamilyPolicy")) {
      supported("ipFamilyPolicy", spec, FAMILY_POLICIES);
      if (spec.path("ipFamilyPolicy").asText().equals("RequireDualStack")) {
        errors.invalid(
            "spec.ipFamilyPolicy",
            spec.path("ipFamilyPolicy"),
            "this cluster is not configured for dual-stack services");
      }
    }
    JsonNode families = spec.path("ipFamilies");
    for (int i = 0; i < families.size(); i++) {
      if (!families.get(i).asText().equals("IPv6")) continue;
      JsonNode address = spec.path("clusterIPs").path(i);
      if (AddressPool.isAddress(address.asText(""))) {
        errors.invalid(
            "spec.clusterIPs[" + i + "]",
            address,
            "expected an IPv6 value as indicated by `ipFamilies[" + i + "]`");
      } else {
        errors.invalid(
            "spec.ipFamilies[" + i + "]", families.get(i), "not configured on this cluster");
      }
    }
  }
}
