package dev.skiff.agent.dns;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Locale;

/**
 * What DNS needs to know of an endpoint of a headless Service.
 *
 * @param address its IP
 * @param hostname the label under which it is found below its Service
 * @param ports its ports, as its slice has them
 */
record EndpointView(String address, String hostname, List<ServiceView.Port> ports) {

  /** The endpoints of a slice that may be published: those that are ready and have an address. */
  static List<EndpointView> of(EndpointSlice slice) {
    if (slice.getEndpoints() == null || "FQDN".equals(slice.getAddressType())) return List.of();
    List<ServiceView.Port> ports =
        slice.getPorts() == null
            ? List.of()
            : slice.getPorts().stream()
                .filter(port -> port.getPort() != null)
                .map(EndpointView::of)
                .toList();
    return slice.getEndpoints().stream()
        .filter(EndpointView::ready)
        .flatMap(
            endpoint ->
                endpoint.getAddresses().stream()
                    .map(address -> new EndpointView(address, label(endpoint, address), ports)))
        .toList();
  }

  /** An unset condition means ready (EndpointConditions of discovery.k8s.io/v1). */
  private static boolean ready(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }

  private static String label(Endpoint endpoint, String address) {
    String hostname = endpoint.getHostname();
    return hostname == null || hostname.isEmpty()
        ? address.replace('.', '-').replace(':', '-')
        : hostname;
  }

  private static ServiceView.Port of(EndpointPort port) {
    return new ServiceView.Port(
        port.getName() == null ? "" : port.getName(),
        port.getProtocol() == null ? "tcp" : port.getProtocol().toLowerCase(Locale.ROOT),
        port.getPort());
  }
}
