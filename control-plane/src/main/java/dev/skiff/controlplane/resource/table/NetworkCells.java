package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The cells of Services and what leads to them. */
final class NetworkCells {
  static final Map<String, Cells.Maker> MAKERS =
      Map.of(
          "services", NetworkCells::service,
          "endpoints", NetworkCells::endpoints,
          "endpointslices.discovery.k8s.io", NetworkCells::endpointSlice,
          "ingresses.networking.k8s.io", NetworkCells::ingress,
          "ingressclasses.networking.k8s.io", NetworkCells::ingressClass,
          "networkpolicies.networking.k8s.io", NetworkCells::networkPolicy,
          "ipaddresses.networking.k8s.io", NetworkCells::ipAddress,
          "servicecidrs.networking.k8s.io", NetworkCells::serviceCidr);

  private static final int MOST_SHOWN = 3;

  private NetworkCells() {}

  private static List<Object> service(JsonNode object, Instant now) {
    JsonNode spec = object.path("spec");
    String address = Cells.text(spec, "/clusterIPs/0");
    return List.of(
        Cells.name(object),
        Cells.text(spec, "/type"),
        Cells.orNone(address),
        externalAddress(object),
        Cells.orNone(
            Cells.each(spec.path("ports"))
                .map(NetworkCells::port)
                .collect(Collectors.joining(","))),
        Cells.age(object, now),
        Cells.labels(spec.path("selector")));
  }

  private static String port(JsonNode port) {
    String number = Cells.text(port, "/port");
    long node = Cells.number(port, "/nodePort");
    return number + (node == 0 ? "" : ":" + node) + "/" + Cells.text(port, "/protocol");
  }

  private static String externalAddress(JsonNode object) {
    JsonNode spec = object.path("spec");
    String external = Cells.joined(spec.path("externalIPs"), "");
    return switch (Cells.text(spec, "/type")) {
      case "ExternalName" -> Cells.text(spec, "/externalName");
      case "LoadBalancer" -> {
        String given = loadBalancer(object);
        if (given.isEmpty() && external.isEmpty()) yield "<pending>";
        yield given.isEmpty() || external.isEmpty() ? given + external : given + "," + external;
      }
      default -> Cells.orNone(external);
    };
  }

  private static String loadBalancer(JsonNode object) {
    return Cells.each(object.at("/status/loadBalancer/ingress"))
        .map(
            ingress ->
                Cells.text(ingress, ingress.path("ip").asText().isEmpty() ? "/hostname" : "/ip"))
        .filter(address -> !address.isEmpty())
        .distinct()
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static List<Object> endpoints(JsonNode object, Instant now) {
    List<String> shown = new ArrayList<>();
    for (JsonNode subset : object.path("subsets")) {
      JsonNode addresses = subset.path("addresses");
      if (subset.path("ports").isEmpty()) {
        addresses.forEach(address -> shown.add(Cells.text(address, "/ip")));
      }
      for (JsonNode port : subset.path("ports")) {
        addresses.forEach(address -> shown.add(endpoint(address, port)));
      }
    }
    return List.of(
        Cells.name(object),
        object.path("subsets").isEmpty() ? Cells.NONE : firstOf(shown),
        Cells.age(object, now));
  }

  private static String endpoint(JsonNode address, JsonNode port) {
    String ip = Cells.text(address, "/ip");
    return (ip.contains(":") ? "[" + ip + "]" : ip) + ":" + Cells.text(port, "/port");
  }

  private static String firstOf(List<String> all) {
    if (all.size() <= MOST_SHOWN) return String.join(",", all);
    return String.join(",", all.subList(0, MOST_SHOWN))
        + " + "
        + (all.size() - MOST_SHOWN)
        + " more...";
  }

  private static List<Object> endpointSlice(JsonNode object, Instant now) {
    List<String> addresses = new ArrayList<>();
    for (JsonNode endpoint : object.path("endpoints")) {
      endpoint.path("addresses").forEach(address -> addresses.add(address.asText()));
    }
    List<String> ports = new ArrayList<>();
    for (JsonNode port : object.path("ports")) {
      String name = port.has("name") ? Cells.text(port, "/name") : "*";
      ports.add(port.path("port").isNumber() ? port.path("port").asText() : name);
    }
    return List.of(
        Cells.name(object),
        Cells.text(object, "/addressType"),
        orUnset(firstOf(ports)),
        orUnset(firstOf(addresses)),
        Cells.age(object, now));
  }

  private static String orUnset(String text) {
    return text.isEmpty() ? "<unset>" : text;
  }

  private static List<Object> ingress(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.orNone(object, "/spec/ingressClassName"),
        hosts(object.at("/spec/rules")),
        loadBalancer(object),
        object.at("/spec/tls").isEmpty() ? "80" : "80, 443",
        Cells.age(object, now));
  }

  /** The first hosts; rules that follow count, whether they name one or not. */
  private static String hosts(JsonNode rules) {
    List<String> hosts = new ArrayList<>();
    for (JsonNode rule : rules) {
      if (hosts.size() == MOST_SHOWN) {
        return String.join(",", hosts) + " + " + (rules.size() - MOST_SHOWN) + " more...";
      }
      if (!Cells.text(rule, "/host").isEmpty()) hosts.add(Cells.text(rule, "/host"));
    }
    return hosts.isEmpty() ? "*" : String.join(",", hosts);
  }

  private static List<Object> ingressClass(JsonNode object, Instant now) {
    JsonNode parameters = object.at("/spec/parameters");
    String shown = Cells.NONE;
    if (!parameters.isMissingNode()) {
      String group = Cells.text(parameters, "/apiGroup");
      shown =
          Cells.text(parameters, "/kind")
              + (group.isEmpty() ? "" : "." + group)
              + "/"
              + Cells.text(parameters, "/name");
    }
    return List.of(
        Cells.name(object), Cells.text(object, "/spec/controller"), shown, Cells.age(object, now));
  }

  private static List<Object> networkPolicy(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object), Cells.selector(object.at("/spec/podSelector")), Cells.age(object, now));
  }

  private static List<Object> ipAddress(JsonNode object, Instant now) {
    JsonNode parent = object.at("/spec/parentRef");
    if (parent.isMissingNode()) {
      return List.of(Cells.name(object), Cells.NONE, Cells.age(object, now));
    }
    String group = Cells.text(parent, "/group");
    String resource = Cells.text(parent, "/resource") + (group.isEmpty() ? "" : "." + group);
    String namespace = Cells.text(parent, "/namespace");
    String name = Cells.text(parent, "/name");
    String path = namespace.isEmpty() ? name : namespace + "/" + name;
    return List.of(Cells.name(object), resource.toLowerCase() + "/" + path, Cells.age(object, now));
  }

  private static List<Object> serviceCidr(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object), Cells.joined(object.at("/spec/cidrs"), ""), Cells.age(object, now));
  }
}
