package dev.skiff.controlplane.auth.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.auth.ClusterState;
import dev.skiff.controlplane.auth.NodeIdentity;
import dev.skiff.controlplane.auth.UserInfo;
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
  /** Every node may be called so by its own processes. */
  private static final Set<String> ITSELF = Set.of("localhost", "127.0.0.1");

  private final ClusterState state;
  private final Authorizer authorizer;

  CertificateApprover(ClusterState state, Authorizer authorizer) {
    this.state = state;
    this.authorizer = authorizer;
  }

  /** Why the request may be approved; empty if that is not for us to say. */
  Optional<String> approve(ObjectNode object, RequestedCertificate request) {
    String signer = object.path("spec").path("signerName").asText();
    if (!Signers.objection(signer, request).isEmpty()) return Optional.empty();
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

  /** A node may have its own names and addresses, and none of another node. */
  private Optional<String> serving(UserInfo requester, RequestedCertificate request) {
    Optional<String> node = NodeIdentity.of(requester);
    if (node.isEmpty() || !requester.name().equals(request.subject().commonName()))
      return Optional.empty();
    Set<String> asked = new HashSet<>();
    for (GeneralName name : request.names()) asked.add(text(name));
    asked.removeAll(ITSELF);
    for (ObjectNode other : state.list("nodes", "")) {
      Set<String> names = names(other);
      boolean self = other.path("metadata").path("name").asText().equals(node.get());
      boolean knowsItsNames = names.size() > 1;
      if (self && knowsItsNames && !names.containsAll(asked)) return Optional.empty();
      if (!self && asked.stream().anyMatch(names::contains)) return Optional.empty();
    }
    return Optional.of(
        "Auto approving kubelet serving certificate: its names are those of the node.");
  }

  private static Set<String> names(ObjectNode node) {
    Set<String> names = new HashSet<>();
    names.add(node.path("metadata").path("name").asText());
    for (JsonNode address : node.path("status").path("addresses")) {
      names.add(address.path("address").asText());
    }
    return names;
  }

  private static String text(GeneralName name) {
    if (name.getTagNo() != GeneralName.iPAddress) return name.getName().toString();
    try {
      byte[] octets = ASN1OctetString.getInstance(name.getName()).getOctets();
      return InetAddress.getByAddress(octets).getHostAddress();
    } catch (UnknownHostException malformed) {
      return "malformed";
    }
  }

  private static UserInfo requester(JsonNode spec) {
    List<String> groups = new ArrayList<>();
    spec.path("groups").forEach(group -> groups.add(group.asText()));
    return new UserInfo(
        spec.path("username").asText(), spec.path("uid").asText(), groups, Map.of());
  }
}
