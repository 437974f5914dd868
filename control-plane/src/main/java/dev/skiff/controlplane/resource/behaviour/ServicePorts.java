package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;

/** Node ports of a Service's specification. */
final class ServicePorts {
  private ServicePorts() {}

  /** All node ports that are set, that of health checks included. */
  static Set<Integer> nodePorts(JsonNode spec) {
    Set<Integer> ports = new LinkedHashSet<>();
    for (JsonNode port : spec.path("ports")) {
      if (port.path("nodePort").asInt() != 0) ports.add(port.path("nodePort").asInt());
    }
    if (spec.path("healthCheckNodePort").asInt() != 0) {
      ports.add(spec.path("healthCheckNodePort").asInt());
    }
    return ports;
  }

  /** Whether traffic from outside of the cluster reaches a Service, so that it has a policy. */
  static boolean reachedFromOutside(JsonNode spec) {
    return switch (spec.path("type").asText("")) {
      case "NodePort", "LoadBalancer" -> true;
      case "ClusterIP" -> !spec.path("externalIPs").isEmpty();
      default -> false;
    };
  }

  /** Whether a balancer asks the nodes which of them have endpoints, on a port of its own. */
  static boolean wantsHealthCheck(JsonNode spec) {
    return spec.path("type").asText("").equals("LoadBalancer")
        && spec.path("externalTrafficPolicy").asText("").equals("Local");
  }

  /** Whether a Service of this shape has node ports. */
  static boolean wantsNodePorts(JsonNode spec) {
    return switch (spec.path("type").asText("")) {
      case "NodePort" -> true;
      case "LoadBalancer" -> spec.path("allocateLoadBalancerNodePorts").asBoolean(true);
      default -> false;
    };
  }
}
