package dev.skiff.agent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;

/** Ports that handlers name by number or by a container port's name. */
public final class Ports {

  private Ports() {}

  /**
   * The number.
   *
   * @throws IllegalArgumentException when no such port is known
   */
  public static int resolve(IntOrString port, Container container) {
    if (port.getIntVal() != null) {
      return port.getIntVal();
    }
    String name = port.getStrVal();
    if (container.getPorts() != null) {
      for (ContainerPort candidate : container.getPorts()) {
        if (name.equals(candidate.getName())) {
          return candidate.getContainerPort();
        }
      }
    }
    try {
      return Integer.parseInt(name);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("couldn't find port: " + name, e);
    }
  }
}
