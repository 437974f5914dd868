package dev.skiff.controlplane.controller.common;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServicePort;

/** Where a Service's port leads in a Pod. */
public final class TargetPorts {
  private TargetPorts() {}

  /** The number behind a target port; null if the Pod has no port of that name. */
  public static Integer number(ServicePort port, Pod pod) {
    var target = port.getTargetPort();
    if (target == null) return port.getPort();
    if (target.getStrVal() == null) {
      return target.getIntVal() == null || target.getIntVal() == 0
          ? port.getPort()
          : target.getIntVal();
    }
    return pod.getSpec().getContainers().stream()
        .flatMap(container -> container.getPorts().stream())
        .filter(one -> target.getStrVal().equals(one.getName()))
        .filter(one -> protocol(one.getProtocol()).equals(protocol(port.getProtocol())))
        .map(ContainerPort::getContainerPort)
        .findFirst()
        .orElse(null);
  }

  /** The protocol, TCP if none is named. */
  public static String protocol(String protocol) {
    return protocol == null || protocol.isEmpty() ? "TCP" : protocol;
  }
}
