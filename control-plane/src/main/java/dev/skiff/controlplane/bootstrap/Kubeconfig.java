package dev.skiff.controlplane.bootstrap;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** Writes kubeconfig files with everything embedded. */
final class Kubeconfig {
  private Kubeconfig() {}

  /** For a user with a client certificate. */
  static String forCertificate(String server, Pki pki, String user, Identity identity)
      throws GeneralSecurityException {
    String credentials =
        "client-certificate-data: %s\n    client-key-data: %s"
            .formatted(
                base64(Pem.certificate(identity.certificate())),
                base64(Pem.namedCurveKey(identity.key())));
    return text(server, pki, user, credentials);
  }

  /** For a user with a bearer token. */
  static String forToken(String server, Pki pki, String user, String token) {
    return text(server, pki, user, "token: " + token);
  }

  /** Only where the cluster is and whom to trust; what {@code cluster-info} publishes. */
  static String forNobody(String server, Pki pki) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: ""
          cluster:
            certificate-authority-data: %s
            server: %s
        contexts: null
        current-context: ""
        preferences: {}
        users: null
        """
        .formatted(base64(pki.trustedPem()), server);
  }

  private static String text(String server, Pki pki, String user, String credentials) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: skiff
          cluster:
            certificate-authority-data: %s
            server: %s
        contexts:
        - name: skiff
          context:
            cluster: skiff
            user: %s
        current-context: skiff
        users:
        - name: %s
          user:
            %s
        """
        .formatted(base64(pki.trustedPem()), server, user, user, credentials);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
