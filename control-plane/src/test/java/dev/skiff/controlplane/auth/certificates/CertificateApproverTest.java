package dev.skiff.controlplane.auth.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.informer.FakeClusterState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;

class CertificateApproverTest {
  private final FakeClusterState state =
      new FakeClusterState()
          .put(
              "nodes",
              "{'metadata':{'name':'n2'},'status':{'addresses':[{'address':'192.0.2.2'}]}}");

  /** Bootstrappers may ask for any node, nodes for themselves. */
  private final Authorizer authorizer =
      asked -> {
        boolean may =
            asked.subresource().equals("nodeclient")
                ? asked.user().groups().contains("system:bootstrappers")
                : asked.user().groups().contains("system:nodes");
        return new Authorizer.Decision(
            may ? Authorizer.Verdict.ALLOW : Authorizer.Verdict.NO_OPINION, "");
      };

  private final CertificateApprover approver =
      new CertificateApprover(
          state,
          authorizer,
          new ClusterNames(
              state,
              List.of("kubernetes", "kubernetes.default.svc", "127.0.0.1", "192.0.2.100"),
              "cluster.local",
              "10.96.0.0/16"));

  private static ObjectNode request(
      String signer, String user, String group, String commonName, List<GeneralName> names) {
    return request(
        signer, user, group, CertificateAuthority.subject(commonName, "system:nodes"), names);
  }

  private static ObjectNode request(
      String signer, String user, String group, X500Name subject, List<GeneralName> names) {
    ObjectNode object =
        FakeClusterState.json(
            "{'spec':{'signerName':'%s','username':'%s','groups':['%s']}}"
                .formatted(signer, user, group));
    ObjectNode spec = (ObjectNode) object.path("spec");
    spec.put("request", CertificateRequests.encoded(subject, names.toArray(GeneralName[]::new)));
    String purpose = names.isEmpty() ? "client auth" : "server auth";
    spec.putArray("usages").add("digital signature").add(purpose);
    return object;
  }

  private Optional<String> approve(ObjectNode object) throws Exception {
    return approver.approve(object, RequestedCertificate.of(object));
  }

  @Test
  void clientCertificates() throws Exception {
    assertEquals(
        Optional.of("Auto approving kubelet client certificate after SubjectAccessReview."),
        approve(
            request(
                Signers.KUBELET_CLIENT,
                "system:bootstrap:abcdef",
                "system:bootstrappers",
                "system:node:n1",
                List.of())));
    assertEquals(
        Optional.of("Auto approving self kubelet client certificate after SubjectAccessReview."),
        approve(
            request(
                Signers.KUBELET_CLIENT,
                "system:node:n1",
                "system:nodes",
                "system:node:n1",
                List.of())));
    assertTrue(
        approve(
                request(
                    Signers.KUBELET_CLIENT,
                    "system:node:n1",
                    "system:nodes",
                    "system:node:n2",
                    List.of()))
            .isEmpty());
    assertTrue(
        approve(
                request(
                    Signers.KUBELET_CLIENT,
                    "system:bootstrap:abcdef",
                    "system:bootstrappers",
                    "jane",
                    List.of()))
            .isEmpty());
  }

  @Test
  void noNodeWithoutName() throws Exception {
    ObjectNode object =
        request(
            Signers.KUBELET_CLIENT,
            "system:bootstrap:abcdef",
            "system:bootstrappers",
            "system:node:",
            List.of());
    assertTrue(approve(object).isEmpty());
  }

  @Test
  void noNameBehindAnother() throws Exception {
    for (String signer : List.of(Signers.KUBELET_CLIENT, Signers.KUBELET_SERVING)) {
      List<GeneralName> names =
          signer.equals(Signers.KUBELET_CLIENT)
              ? List.of()
              : List.of(new GeneralName(GeneralName.dNSName, "n1"));
      ObjectNode object =
          request(signer, "system:node:n1", "system:nodes", CertificateRequests.HIDDEN_NODE, names);
      assertTrue(approve(object).isEmpty());
      assertEquals(
          "subject names more than one user",
          Signers.objection(signer, RequestedCertificate.of(object)));
    }
  }

  @Test
  void servingCertificatesNameTheNodeAndNoOther() throws Exception {
    assertTrue(approve(serving("n1", "192.0.2.1")).isEmpty(), "its addresses are not known yet");
    node("n1", "192.0.2.1", "2001:db8::1", "192.0.2.2");
    assertTrue(approve(serving("n1", "192.0.2.1")).isPresent());
    assertTrue(approve(serving("n1", "2001:db8::1")).isPresent());
    assertTrue(approve(serving("n1", "192.0.2.9")).isEmpty());
    assertTrue(approve(serving("n1", "192.0.2.2")).isEmpty(), "the other node's");
    state.delete("nodes", "", "n2");
    assertTrue(approve(serving("n1", "192.0.2.2")).isPresent());
  }

  @Test
  void servingCertificatesNameNothingOfTheCluster() throws Exception {
    state.put(
        "servicecidrs.networking.k8s.io",
        "{'metadata':{'name':'more'},'spec':{'cidrs':['10.200.0.0/24']}}");
    for (String address :
        List.of("10.96.0.1", "10.96.7.7", "10.200.0.9", "127.0.0.1", "127.0.0.2", "192.0.2.100")) {
      node("n1", address);
      assertTrue(approve(serving("n1", address)).isEmpty(), address);
    }
    node("n1", "192.0.2.1", "kubernetes.default.svc", "n1.example");
    for (String name :
        List.of("kubernetes.default.svc", "kubernetes", "anything.example.com", "n1.example")) {
      assertTrue(approve(serving("n1", dns(name), dns("n1"))).isEmpty(), name);
    }
    assertTrue(approve(serving("n1", dns("n1"))).isPresent());
    for (String name : List.of("kubernetes", "hook.team.svc", "hook.team.svc.cluster.local")) {
      node(name, "192.0.2.1");
      assertTrue(approve(serving(name, dns(name))).isEmpty(), name);
    }
    GeneralName directory = new GeneralName(CertificateAuthority.subject("n1"));
    assertTrue(approve(serving("n1", directory, dns("n1"))).isEmpty());
  }

  private void node(String name, String... addresses) {
    String listed =
        Stream.of(addresses).map("{'address':'%s'}"::formatted).collect(Collectors.joining(","));
    state.put(
        "nodes", "{'metadata':{'name':'%s'},'status':{'addresses':[%s]}}".formatted(name, listed));
  }

  private static ObjectNode serving(String node, String address) {
    return serving(node, dns(node), new GeneralName(GeneralName.iPAddress, address));
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private static ObjectNode serving(String node, GeneralName... names) {
    return request(
        Signers.KUBELET_SERVING,
        "system:node:" + node,
        "system:nodes",
        "system:node:" + node,
        List.of(names));
  }
}
