package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one write of a Service takes, and what it gives back once committed. */
final class ServiceReservation implements Reservation {
  private final AddressPool addresses;
  private final PortPool ports;
  private final List<String> takenAddresses = new ArrayList<>();
  private final List<Integer> takenPorts = new ArrayList<>();
  private final List<String> oldAddresses = new ArrayList<>();
  private final List<Integer> oldPorts = new ArrayList<>();

  ServiceReservation(AddressPool addresses, PortPool ports) {
    this.addresses = addresses;
    this.ports = ports;
  }

  /** Sets clusterIP and clusterIPs. */
  void address(ObjectNode spec, JsonNode before, FieldErrors errors) {
    String wanted = spec.path("clusterIP").asText("");
    if (wanted.equals("None")
        || !wanted.isEmpty() && wanted.equals(before.path("clusterIP").asText(""))) {
      spec.withArray("/clusterIPs").removeAll().add(wanted);
      return;
    }
    if (wanted.isEmpty()) {
      wanted = addresses.next();
      if (wanted == null) {
        errors.invalid(
            "spec.clusterIPs", spec.path("clusterIPs"), "failed to allocate an IP: range is full");
        return;
      }
    } else {
      switch (addresses.take(wanted)) {
        case TAKEN -> {}
        case ALREADY_TAKEN -> {
          refuse(spec, wanted, "provided IP is already allocated", errors);
          return;
        }
        case OUT_OF_RANGE -> {
          refuse(spec, wanted, "the provided network does not match the current range", errors);
          return;
        }
      }
    }
    takenAddresses.add(wanted);
    spec.put("clusterIP", wanted);
    spec.withArray("/clusterIPs").removeAll().add(wanted);
  }

  private static void refuse(ObjectNode spec, String wanted, String why, FieldErrors errors) {
    errors.invalid(
        "spec.clusterIPs", spec.path("clusterIPs"), "failed to allocate IP " + wanted + ": " + why);
  }

  /** Sets node ports where the type has them; equal numbers for several protocols are one port. */
  void nodePorts(ObjectNode spec, JsonNode before, FieldErrors errors) {
    if (!ServicePorts.wantsNodePorts(spec)) return;
    Set<Integer> held = ServicePorts.nodePorts(before);
    Map<String, Integer> byProtocol = new HashMap<>();
    Set<Integer> mine = new HashSet<>();
    JsonNode list = spec.path("ports");
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof ObjectNode port)) continue;
      int wanted = port.path("nodePort").asInt();
      String field = "spec.ports[" + i + "].nodePort";
      if (wanted == 0) {
        Integer shared = byProtocol.get(port.path("port").asText());
        wanted = shared == null || sameProtocol(list, i, shared) ? ports.next() : shared;
        if (wanted == 0) {
          errors.invalid(field, 0, "failed to allocate a nodePort: range is full");
          return;
        }
        if (shared == null || shared != wanted) takenPorts.add(wanted);
      } else if (!held.contains(wanted) && !mine.contains(wanted)) {
        if (!ports.contains(wanted)) {
          errors.invalid(
              field,
              wanted,
              "provided port is not in the valid range. The range of valid ports is " + ports);
          return;
        }
        if (!ports.take(wanted)) {
          errors.invalid(field, wanted, "provided port is already allocated");
          return;
        }
        takenPorts.add(wanted);
      }
      mine.add(wanted);
      byProtocol.put(port.path("port").asText(), wanted);
      port.put("nodePort", wanted);
    }
  }

  /** Sets the port for health checks where the balancer asks for them. */
  void healthCheck(ObjectNode spec, JsonNode before, FieldErrors errors) {
    if (!ServicePorts.wantsHealthCheck(spec)) return;
    int wanted = spec.path("healthCheckNodePort").asInt();
    if (wanted != 0 && wanted == before.path("healthCheckNodePort").asInt()) return;
    String field = "spec.healthCheckNodePort";
    if (wanted == 0) {
      wanted = ports.next();
      if (wanted == 0) {
        errors.invalid(field, 0, "failed to allocate a nodePort: range is full");
        return;
      }
    } else if (!ports.contains(wanted)) {
      errors.invalid(
          field,
          wanted,
          "provided port is not in the valid range. The range of valid ports is " + ports);
      return;
    } else if (!ports.take(wanted)) {
      errors.invalid(field, wanted, "provided port is already allocated");
      return;
    }
    takenPorts.add(wanted);
    spec.put("healthCheckNodePort", wanted);
  }

  private static boolean sameProtocol(JsonNode list, int index, int nodePort) {
    String protocol = list.get(index).path("protocol").asText();
    for (int i = 0; i < index; i++) {
      JsonNode other = list.get(i);
      if (other.path("nodePort").asInt() == nodePort
          && other.path("protocol").asText().equals(protocol)) {
        return true;
      }
    }
    return false;
  }

  /** What the old specification holds and the new one does not is free after the commit. */
  void releaseLater(JsonNode before, JsonNode spec) {
    String address = before.path("clusterIP").asText("");
    if (AddressPool.isAddress(address) && !address.equals(spec.path("clusterIP").asText(""))) {
      oldAddresses.add(address);
    }
    Set<Integer> gone = new HashSet<>(ServicePorts.nodePorts(before));
    gone.removeAll(ServicePorts.nodePorts(spec));
    oldPorts.addAll(gone);
  }

  @Override
  public void commit() {
    oldAddresses.forEach(addresses::release);
    oldPorts.forEach(ports::release);
  }

  @Override
  public void rollback() {
    takenAddresses.forEach(addresses::release);
    takenPorts.forEach(ports::release);
  }
}
