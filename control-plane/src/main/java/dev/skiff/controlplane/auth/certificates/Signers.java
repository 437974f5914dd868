package dev.skiff.controlplane.auth.certificates;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.x509.GeneralName;

/** The built-in signers and what each of them signs. */
final class Signers {
  static final String CLIENT = "kubernetes.io/kube-apiserver-client";
  static final String KUBELET_CLIENT = "kubernetes.io/kube-apiserver-client-kubelet";
  static final String KUBELET_SERVING = "kubernetes.io/kubelet-serving";
  static final String LEGACY_UNKNOWN = "kubernetes.io/legacy-unknown";

  static final Set<String> ALL = Set.of(CLIENT, KUBELET_CLIENT, KUBELET_SERVING, LEGACY_UNKNOWN);

  private static final String NODE_PREFIX = "system:node:";
  private static final Set<String> CLIENT_USAGES =
      Set.of("digital signature", "key encipherment", "client auth");
  private static final Set<String> KUBELET_CLIENT_USAGES =
      Set.of("digital signature", "key encipherment", "client auth");
  private static final Set<String> KUBELET_SERVING_USAGES =
      Set.of("digital signature", "key encipherment", "server auth");

  private Signers() {}

  /** Why a signer does not sign this; empty if it does. In upstream's words. */
  static String objection(String signer, RequestedCertificate request) {
    return switch (signer) {
      case CLIENT -> usages(request, "client auth", CLIENT_USAGES);
      case KUBELET_CLIENT -> kubeletClient(request);
      case KUBELET_SERVING -> kubeletServing(request);
      default -> "";
    };
  }

  private static String kubeletClient(RequestedCertificate request) {
    String subject = subject(request);
    if (!subject.isEmpty()) return subject;
    if (!request.names(GeneralName.dNSName).isEmpty()) return "DNS subjectAltNames are not allowed";
    if (!request.names(GeneralName.rfc822Name).isEmpty()) {
      return "Email subjectAltNames are not allowed";
    }
    if (!request.names(GeneralName.iPAddress).isEmpty()) {
      return "IP subjectAltNames are not allowed";
    }
    if (!request.names(GeneralName.uniformResourceIdentifier).isEmpty()) {
      return "URI subjectAltNames are not allowed";
    }
    return kubeletUsages(request, "client auth", KUBELET_CLIENT_USAGES);
  }

  private static String kubeletServing(RequestedCertificate request) {
    String subject = subject(request);
    if (!subject.isEmpty()) return subject;
    boolean named =
        !request.names(GeneralName.dNSName).isEmpty()
            || !request.names(GeneralName.iPAddress).isEmpty();
    if (!named) return "DNS or IP subjectAltName is required";
    if (!request.names(GeneralName.rfc822Name).isEmpty()) {
      return "Email subjectAltNames are not allowed";
    }
    if (!request.names(GeneralName.uniformResourceIdentifier).isEmpty()) {
      return "URI subjectAltNames are not allowed";
    }
    return kubeletUsages(request, "server auth", KUBELET_SERVING_USAGES);
  }

  /** Stricter than upstream: another reader must not find another node in the certificate. */
  private static String subject(RequestedCertificate request) {
    if (!request.subject().organizations().equals(List.of("system:nodes"))) {
      return "subject organization is not system:nodes";
    }
    return request.subject().plain() ? "" : "subject names more than one user";
  }

  private static String kubeletUsages(
      RequestedCertificate request, String purpose, Set<String> allowed) {
    boolean fits =
        allowed.containsAll(request.usages())
            && request.usages().contains(purpose)
            && request.usages().contains("digital signature");
    if (!fits) return "usages did not match [" + String.join(" ", new TreeSet<>(allowed)) + "]";
    return request.subject().commonName().startsWith(NODE_PREFIX)
        ? ""
        : "subject common name does not begin with system:node:";
  }

  private static String usages(RequestedCertificate request, String purpose, Set<String> allowed) {
    for (String usage : request.usages()) {
      if (!allowed.contains(usage)) return "invalid usage for client certificate: " + usage;
    }
    return request.usages().contains(purpose)
        ? ""
        : "missing required usage for client certificate: " + purpose;
  }
}
