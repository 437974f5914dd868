package dev.skiff.agent.container;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** Values of resourceFieldRef: a container's requests and limits in units of a divisor. */
public final class ResourceFields {

  private ResourceFields() {}

  /**
   * The value, rounded up.
   *
   * @param container the container that is used if the selector names none; null in volumes
   */
  public static String value(
      Pod pod, Container container, ResourceFieldSelector selector, NodeSettings node)
      throws ConfigException {
    Container chosen = container;
    if (selector.getContainerName() != null && !selector.getContainerName().isEmpty()) {
      chosen = find(pod, selector.getContainerName());
    }
    if (chosen == null) {
      throw ConfigException.config("container " + selector.getContainerName() + " not found");
    }
    String[] path = selector.getResource().split("\\.", 2);
    ResourceRequirements resources = chosen.getResources();
    boolean limits = path[0].equals("limits");
    if (path.length != 2 || !(limits || path[0].equals("requests"))) {
      throw ConfigException.config("unsupported container resource : " + selector.getResource());
    }
    Map<String, Quantity> values =
        resources == null ? null : limits ? resources.getLimits() : resources.getRequests();
    Quantity quantity = values == null ? null : values.get(path[1]);
    if (quantity == null && limits) {
      quantity = node.allocatable().get(path[1]);
    }
    return divide(quantity, selector.getDivisor());
  }

  private static String divide(Quantity quantity, Quantity divisor) {
    if (quantity == null) {
      return "0";
    }
    BigDecimal by = divisor == null ? BigDecimal.ONE : divisor.getNumericalAmount();
    if (by.signum() == 0) {
      by = BigDecimal.ONE;
    }
    return quantity.getNumericalAmount().divide(by, 0, RoundingMode.CEILING).toPlainString();
  }

  private static Container find(Pod pod, String name) {
    return PodContainers.all(pod).stream()
        .filter(c -> c.getName().equals(name))
        .findFirst()
        .orElse(null);
  }
}
