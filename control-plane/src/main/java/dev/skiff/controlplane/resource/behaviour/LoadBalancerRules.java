package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.Addresses;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a load balancer is reached, in the status of a Service or an Ingress. */
final class LoadBalancerRules {
  private static final String INGRESS = "status.loadBalancer.ingress";
  private static final List<String> MODES = List.of("Proxy", "VIP");

  private LoadBalancerRules() {}

  /**
   * Addresses and names are valid; an address that was there before may stay.
   *
   * @param modes whether an address says how it is reached, as those of Services do
   */
  static void check(ObjectNode object, ObjectNode old, boolean modes, FieldErrors errors) {
    Set<String> before = new HashSet<>();
    old.at("/status/loadBalancer/ingress").forEach(one -> before.add(one.path("ip").asText("")));
    JsonNode ingress = object.at("/status/loadBalancer/ingress");
    for (int i = 0; i < ingress.size(); i++) {
      String field = INGRESS + "[" + i + "]";
      String ip = ingress.get(i).path("ip").asText("");
      if (!ip.isEmpty() && !before.contains(ip)) {
        Addresses.ip(ip).forEach(wrong -> errors.invalid(field + ".ip", ip, wrong));
      }
      if (modes) mode(field + ".ipMode", ip, ingress.get(i).path("ipMode"), errors);
      String name = ingress.get(i).path("hostname").asText("");
      if (!name.isEmpty()) hostname(field + ".hostname", name, errors);
    }
  }

  private static void mode(String field, String ip, JsonNode mode, FieldErrors errors) {
    if (mode.isMissingNode()) {
      if (!ip.isEmpty()) errors.required(field, "must be specified when `ip` is set");
    } else if (ip.isEmpty()) {
      errors.forbidden(field, "may not be specified when `ip` is not set");
    } else if (!MODES.contains(mode.asText())) {
      errors.unsupported(field, mode.asText(), MODES);
    }
  }

  private static void hostname(String field, String name, FieldErrors errors) {
    Names.subdomain(name).forEach(wrong -> errors.invalid(field, name, wrong));
    if (Addresses.parse(name) != null) {
      errors.invalid(field, name, "must be a DNS name, not an IP address");
    }
  }

  /** Only a Service that is balanced has such a status. */
  static void checkService(ObjectNode service, ObjectNode old, FieldErrors errors) {
    boolean balanced = service.at("/spec/type").asText("").equals("LoadBalancer");
    if (balanced) {
      check(service, old, true, errors);
    } else if (!service.at("/status/loadBalancer/ingress").isEmpty()) {
      errors.forbidden(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'");
    }
  }
}
