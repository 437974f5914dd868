package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How the fields of a Service that the server allocates hang together. */
final class ServiceSpecs {
  private static final String HEALTH_CHECK = "healthCheckNodePort";

  private ServiceSpecs() {}

  static boolean external(JsonNode spec) {
    return spec.path("type").asText("").equals("ExternalName");
  }

  static boolean headless(JsonNode spec) {
    return spec.path("clusterIPs").path(0).asText("").equals("None");
  }

  /** Whether a Service chooses no Pods and has no address: what it leads to may be anywhere. */
  static boolean onlyNames(JsonNode spec) {
    return headless(spec) && spec.path("selector").isEmpty();
  }

  /** clusterIP is the first of clusterIPs; old clients know it alone. */
  static void alignClusterAddresses(ObjectNode spec) {
    String address = spec.path("clusterIP").asText("");
    if (!address.isEmpty() && spec.path("clusterIPs").isEmpty()) {
      spec.withArray("/clusterIPs").add(address);
    }
  }

  /** Puts back what was allocated where the client left it out. */
  static void patchAllocated(ObjectNode spec, JsonNode before) {
    if (external(spec) || external(before)) return;
    if (spec.path("clusterIP").asText("").isEmpty() && before.has("clusterIP")) {
      spec.set("clusterIP", before.get("clusterIP"));
    }
    boolean same = spec.path("clusterIP").equals(before.path("clusterIP"));
    if (same && spec.path("clusterIPs").isEmpty() && before.has("clusterIPs")) {
      spec.set("clusterIPs", before.get("clusterIPs"));
    } else if (!spec.path("clusterIP").asText("").equals(before.path("clusterIP").asText(""))
        && spec.path("clusterIPs").equals(before.path("clusterIPs"))) {
      spec.remove("clusterIPs");
    }
    for (String field : List.of("ipFamilies", "ipFamilyPolicy")) {
      if (!spec.has(field) && before.has(field)) spec.set(field, before.get(field));
    }
    if (ServicePorts.wantsHealthCheck(spec)
        && ServicePorts.wantsHealthCheck(before)
        && spec.path(HEALTH_CHECK).asInt() == 0
        && before.has(HEALTH_CHECK)) {
      spec.set(HEALTH_CHECK, before.get(HEALTH_CHECK));
    }
    if (ServicePorts.wantsNodePorts(spec) && ServicePorts.wantsNodePorts(before)) {
      Map<String, Integer> nodePorts = new HashMap<>();
      for (JsonNode port : before.path("ports"))
        nodePorts.put(key(port), port.path("nodePort").asInt());
      for (JsonNode port : spec.path("ports")) {
        Integer known = nodePorts.get(key(port));
        if (port instanceof ObjectNode node
            && !node.has("nodePort")
            && known != null
            && known != 0) {
          node.put("nodePort", known);
        }
      }
    }
  }

  private static String key(JsonNode port) {
    return port.path("protocol").asText("") + " " + port.path("port").asText();
  }

  /** Changing the type clears what the new type cannot have, if the client did not change it. */
  static void dropWhatTypeForbids(ObjectNode spec, JsonNode before) {
    if (ServicePorts.reachedFromOutside(before)
        && !ServicePorts.reachedFromOutside(spec)
        && spec.path("externalTrafficPolicy").equals(before.path("externalTrafficPolicy"))) {
      spec.remove("externalTrafficPolicy");
    }
    if (ServicePorts.wantsHealthCheck(before)
        && !ServicePorts.wantsHealthCheck(spec)
        && spec.path(HEALTH_CHECK).equals(before.path(HEALTH_CHECK))) {
      spec.remove(HEALTH_CHECK);
    }
    if (spec.path("type").equals(before.path("type"))) return;
    if (external(spec)) {
      for (String field :
          List.of(
              "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")) {
        if (spec.path(field).equals(before.path(field))) spec.remove(field);
      }
    }
    if (!ServicePorts.wantsNodePorts(spec)) {
      for (JsonNode port : spec.path("ports")) {
        if (port instanceof ObjectNode node
            && ServicePorts.nodePorts(before).contains(node.path("nodePort").asInt())) {
          node.remove("nodePort");
        }
      }
      for (String field : List.of(HEALTH_CHECK)) {
        if (spec.path(field).equals(before.path(field))) spec.remove(field);
      }
    }
    if (!spec.path("type").asText("").equals("LoadBalancer")) {
      for (String field : List.of("allocateLoadBalancerNodePorts", "loadBalancerClass")) {
        if (spec.path(field).equals(before.path(field))) spec.remove(field);
      }
    }
  }
}
