package dev.skiff.controlplane.auth.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.bootstrap.AlternativeNames;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.validation.AddressBlock;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names and addresses that are the API server's, a Service's or every machine's own: a certificate
 * for one of them would let its holder answer in another's place.
 */
@Singleton
final class ClusterNames {
  private final ClusterState state;
  private final Set<String> apiServer;
  private final String domain;
  private final String serviceCidr;

  @Inject
  ClusterNames(ClusterState state, SkiffConfig config) {
    this(
        state,
        AlternativeNames.texts(AlternativeNames.ofApiServer(config)),
        config.clusterDomain(),
        config.serviceCidr());
  }

  ClusterNames(ClusterState state, List<String> apiServer, String domain, String serviceCidr) {
    this.state = state;
    this.apiServer = new HashSet<>(apiServer);
    this.domain = domain;
    this.serviceCidr = serviceCidr;
  }

  boolean hasName(String name) {
    return apiServer.contains(name) || name.endsWith(".svc") || name.endsWith("." + domain);
  }

  boolean hasAddress(InetAddress address) {
    String text = address.getHostAddress();
    return apiServer.contains(text)
        || address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || within(serviceCidr, address)
        || state.list("servicecidrs.networking.k8s.io", "").stream()
            .anyMatch(range -> within(range, address));
  }

  private static boolean within(ObjectNode range, InetAddress address) {
    for (JsonNode cidr : range.path("spec").path("cidrs")) {
      if (within(cidr.asText(), address)) return true;
    }
    return false;
  }

  private static boolean within(String cidr, InetAddress address) {
    int bits = address.getAddress().length * 8;
    Optional<AddressBlock> one = AddressBlock.parse(address.getHostAddress() + "/" + bits);
    return AddressBlock.parse(cidr)
        .flatMap(range -> one.map(range::strictlyContains))
        .orElse(false);
  }
}
