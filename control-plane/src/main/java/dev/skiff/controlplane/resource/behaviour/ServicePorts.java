package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
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

  /** A new Service asks once for each node port; ports of one number share theirs. */
  static void once(JsonNode spec, FieldErrors errors) {
    String type = spec.path("type").asText("");
    if (!type.equals("NodePort") && !type.equals("LoadBalancer")) return;
    JsonNode ports = spec.path("ports");
    Map<Integer, Integer> shared = new HashMap<>();
    for (JsonNode port : ports) {
      int nodePort = port.path("nodePort").asInt();
      if (nodePort != 0) shared.putIfAbsent(port.path("port").asInt(), nodePort);
    }
    Set<Integer> seen = new HashSet<>();
    Set<Integer> asked = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      int number = ports.get(i).path("port").asInt();
      boolean first = seen.add(number);
      int own = ports.get(i).path("nodePort").asInt();
      int wanted = first ? shared.getOrDefault(number, 0) : own;
      boolean same = !first && own == shared.getOrDefault(number, 0);
      if (wanted == 0 || same || asked.add(wanted)) continue;
      errors.invalid(
          "spec.ports[" + i + "].nodePort", wanted, "provided port is already allocated");
      return;
    }
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
