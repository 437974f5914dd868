package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.bootstrap.AuthoritiesTrustManager;
import dev.skiff.controlplane.bootstrap.IdentityKeyManager;
import dev.skiff.controlplane.bootstrap.Pki;
import jakarta.inject.Singleton;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/**
 * How the API server shows itself to the agents of nodes, and whom it believes to be one: whoever
 * has a serving certificate of the cluster's authority for the address.
 */
@Singleton
public final class NodeTls {
  private final X509KeyManager keys;
  private final X509TrustManager trust;

  NodeTls(Pki pki) {
    keys = new IdentityKeyManager(pki::kubeletClient);
    trust = new AuthoritiesTrustManager(pki::trusted);
  }

  X509KeyManager keys() {
    return keys;
  }

  X509TrustManager trust() {
    return trust;
  }

  SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new X509KeyManager[] {keys}, new X509TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has TLS", e);
    }
  }
}
