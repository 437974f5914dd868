package dev.skiff.agent.dns;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Locale;

/**
 * What DNS needs to know of a Service.
 *
 * @param clusterIPs its addresses; empty if it is headless
 * @param externalName the name it stands for; empty unless its type is ExternalName
 * @param ports its ports
 */
record ServiceView(List<String> clusterIPs, String externalName, List<Port> ports) {

  /**
   * A port.
   *
   * @param name empty if it has none
   * @param protocol tcp, udp or sctp
   */
  record Port(String name, String protocol, int number) {}

  static ServiceView of(Service service) {
    var spec = service.getSpec();
    boolean external = "ExternalName".equals(spec.getType());
    List<String> ips = spec.getClusterIPs();
    if ((ips == null || ips.isEmpty()) && spec.getClusterIP() != null) {
      ips = List.of(spec.getClusterIP());
    }
    List<String> addresses =
        ips == null || external
            ? List.of()
            : ips.stream().filter(ip -> !ip.isEmpty() && !ip.equals("None")).toList();
    return new ServiceView(
        addresses,
        external && spec.getExternalName() != null ? spec.getExternalName() : "",
        spec.getPorts() == null
            ? List.of()
            : spec.getPorts().stream().map(ServiceView::of).toList());
  }

  private static Port of(ServicePort port) {
    return new Port(
        port.getName() == null ? "" : port.getName(),
        port.getProtocol() == null ? "tcp" : port.getProtocol().toLowerCase(Locale.ROOT),
        port.getPort());
  }

  boolean headless() {
    return clusterIPs.isEmpty() && externalName.isEmpty();
  }
}
