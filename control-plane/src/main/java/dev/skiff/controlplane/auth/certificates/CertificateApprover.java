package dev.skiff.controlplane.auth.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.auth.NodeIdentity;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.bootstrap.AlternativeNames;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/** Decides which requests of nodes need no person to approve them. */
@Singleton
final class CertificateApprover {
  private final ClusterState state;
  private final Authorizer authorizer;
  private final ClusterNames cluster;

  CertificateApprover(ClusterState state, Authorizer authorizer, ClusterNames cluster) {
    this.state = state;
    this.authorizer = authorizer;
    this.cluster = cluster;
  }

  /** Why the request may be approved; empty if that is not for us to say. */
  Optional<String> approve(ObjectNode object, RequestedCertificate request) {
    String signer = object.path("spec").path("signerName").asText();
    boolean nameless = request.subject().commonName().equals(NodeIdentity.PREFIX);
    if (nameless || !Signers.objection(signer, request).isEmpty()) return Optional.empty();
    UserInfo requester = requester(object.path("spec"));
    return switch (signer) {
      case Signers.KUBELET_CLIENT -> client(requester, request);
      case Signers.KUBELET_SERVING -> serving(requester, request);
      default -> Optional.empty();
    };
  }

  private Optional<String> client(UserInfo requester, RequestedCertificate request) {
    if (requester.name().equals(request.subject().commonName())
        && may(requester, "selfnodeclient")) {
      return Optional.of(
          "Auto approving self kubelet client certificate after SubjectAccessReview.");
    }
    return may(requester, "nodeclient")
        ? Optional.of("Auto approving kubelet client certificate after SubjectAccessReview.")
        : Optional.empty();
  }

  private boolean may(UserInfo user, String subresource) {
    var asked =
        new Authorizer.Attributes(
            user,
            "create",
            "certificates.k8s.io",
            "*",
            "certificatesigningrequests",
            subresource,
            "",
            "",
            true,
            "");
    return authorizer.authorize(asked).allowed();
  }

  /**
   * A node may have its own name and the addresses that it has said to have: none of another node,
   * and none of the cluster's own. Until it has said so, it waits.
   */
  private Optional<String> serving(UserInfo requester, RequestedCertificate request) {
    Optional<String> node = NodeIdentity.of(requester);
    if (node.isEmpty() || !requester.name().equals(request.subject().commonName())) {
      return Optional.empty();
    }
    Set<String> own =
        state.get("nodes", "", node.get()).map(CertificateApprover::addresses).orElse(Set.of());
    if (own.isEmpty()) return Optional.empty();
    Set<String> others = new HashSet<>();
    for (ObjectNode other : state.list("nodes", "")) {
      if (name(other).equals(node.get())) continue;
      others.add(name(other));
      others.addAll(addresses(other));
    }
    boolean fits =
        request.names().stream()
            .allMatch(name -> its(name, node.get(), own) && !others.contains(text(name)));
    return fits
        ? Optional.of(
            "Auto approving kubelet serving certificate: its names are those of the node.")
        : Optional.empty();
  }

  private boolean its(GeneralName name, String node, Set<String> addresses) {
    return switch (name.getTagNo()) {
      case GeneralName.dNSName -> text(name).equals(node) && !cluster.hasName(node);
      case GeneralName.iPAddress -> {
        InetAddress address = address(name);
        yield address != null
            && addresses.contains(address.getHostAddress())
            && !cluster.hasAddress(address);
      }
      default -> false;
    };
  }

  private static String name(ObjectNode node) {
    return node.path("metadata").path("name").asText();
  }

  private static Set<String> addresses(ObjectNode node) {
    Set<String> addresses = new HashSet<>();
    for (JsonNode each : node.path("status").path("addresses")) {
      addresses.add(AlternativeNames.canonical(each.path("address").asText()));
    }
    return addresses;
  }

  private static String text(GeneralName name) {
    if (name.getTagNo() != GeneralName.iPAddress) return name.getName().toString();
    InetAddress address = address(name);
    return address == null ? "malformed" : address.getHostAddress();
  }

  /** Null if it has a length that no address has. */
  private static InetAddress address(GeneralName name) {
    try {
      return InetAddress.getByAddress(ASN1OctetString.getInstance(name.getName()).getOctets());
    } catch (UnknownHostException malformed) {
      return null;
    }
  }

  private static UserInfo requester(JsonNode spec) {
    List<String> groups = new ArrayList<>();
    spec.path("groups").forEach(group -> groups.add(group.asText()));
    return new UserInfo(
        spec.path("username").asText(), spec.path("uid").asText(), groups, Map.of());
  }
}
