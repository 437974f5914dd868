package dev.skiff.agent.admission;

import dev.skiff.agent.container.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Whether the host ports that a pod wants are taken by others. */
final class HostPorts {

  private static final String ANY = "0.0.0.0";

  private HostPorts() {}

  private record Port(String address, String protocol, int number) {

    /** A port of all addresses is in the way of the same port of any one of them. */
    boolean conflicts(Port other) {
      return number == other.number
          && protocol.equals(other.protocol)
          && (address.equals(other.address) || address.equals(ANY) || other.address.equals(ANY));
    }
  }

  static boolean free(Pod pod, Collection<Pod> others) {
    List<Port> wanted = of(pod);
    return wanted.isEmpty()
        || others.stream()
            .flatMap(other -> of(other).stream())
            .noneMatch(taken -> wanted.stream().anyMatch(taken::conflicts));
  }

  private static List<Port> of(Pod pod) {
    List<Port> ports = new ArrayList<>();
    for (Container container : PodContainers.all(pod)) {
      if (PodContainers.isInit(pod, container) && !PodContainers.isSidecar(pod, container)
          || container.getPorts() == null) {
        continue;
      }
      for (ContainerPort port : container.getPorts()) {
        if (port.getHostPort() != null && port.getHostPort() > 0) {
          String address = port.getHostIP();
          ports.add(
              new Port(
                  address == null || address.isEmpty() ? ANY : address,
                  port.getProtocol() == null ? "TCP" : port.getProtocol(),
                  port.getHostPort()));
        }
      }
    }
    return ports;
  }
}
