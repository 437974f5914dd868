package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.bootstrap.AuthoritiesTrustManager;
import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.IdentityKeyManager;
import dev.skiff.controlplane.bootstrap.IdentityOptions;
import dev.skiff.controlplane.bootstrap.Pki;
import io.vertx.core.net.KeyCertOptions;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * How the API server shows itself to the agents of nodes, and whom it believes to be one: whoever
 * has a serving certificate of the cluster's authority in the node's name.
 */
@Singleton
public final class NodeTls {
  private final Supplier<Identity> identity;
  private final AuthoritiesTrustManager authorities;

  NodeTls(Pki pki) {
    identity = pki::kubeletClient;
    authorities = new AuthoritiesTrustManager(pki::trusted);
  }

  KeyCertOptions keys() {
    return new IdentityOptions(identity);
  }

  /** For connections whose peer host is the node's name. */
  X509TrustManager trust() {
    return new NodeTrustManager(authorities);
  }

  /**
   * Makes sure that an agent is the node that was meant.
   *
   * @throws IOException if it is another
   */
  void require(String node, SSLSession session) throws IOException {
    try {
      NodeTrustManager.require(node, (X509Certificate) session.getPeerCertificates()[0]);
    } catch (CertificateException another) {
      throw new IOException(another.getMessage(), another);
    }
  }

  /** For connections whose peer host is an address; who is there must be looked at with them. */
  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      X509KeyManager[] keys = {new IdentityKeyManager(identity)};
      context.init(keys, new X509TrustManager[] {authorities}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has TLS", e);
    }
  }
}
