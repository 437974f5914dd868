package dev.skiff.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A port of the node that a Pod takes for itself.
 *
 * @param address the node's address, {@code 0.0.0.0} for all of them
 */
public record HostPort(String address, String protocol, int port) {
  private static final String ALL = "0.0.0.0";

  /** Whether both cannot be on one node. */
  public boolean conflicts(HostPort other) {
    return port == other.port
        && protocol.equals(other.protocol)
        && (address.equals(ALL) || other.address.equals(ALL) || address.equals(other.address));
  }

  static List<HostPort> of(PodSpec spec) {
    List<HostPort> ports = new ArrayList<>();
    List<Container> containers = new ArrayList<>();
    if (spec.getContainers() != null) containers.addAll(spec.getContainers());
    if (spec.getInitContainers() != null) {
      spec.getInitContainers().stream()
          .filter(container -> "Always".equals(container.getRestartPolicy()))
          .forEach(containers::add);
    }
    for (Container container : containers) {
      if (container.getPorts() == null) continue;
      for (ContainerPort port : container.getPorts()) {
        if (port.getHostPort() == null || port.getHostPort() <= 0) continue;
        String address = port.getHostIP();
        String protocol = port.getProtocol();
        ports.add(
            new HostPort(
                address == null || address.isEmpty() ? ALL : address,
                protocol == null || protocol.isEmpty() ? "TCP" : protocol,
                port.getHostPort()));
      }
    }
    return List.copyOf(ports);
  }
}
