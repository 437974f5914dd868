package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.Pki;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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
    try {
      keys = keys(pki.kubeletClient());
      trust = trust(pki.ca().certificate());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("The kubelet client certificate cannot be used", e);
    }
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

  private static X509KeyManager keys(Identity identity)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    char[] noPassword = {};
    Certificate[] chain = {identity.certificate()};
    store.setKeyEntry("kubelet-client", identity.key(), noPassword, chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return (X509KeyManager) factory.getKeyManagers()[0];
  }

  private static X509TrustManager trust(X509Certificate authority)
      throws GeneralSecurityException, IOException {
    KeyStore store = empty();
    store.setCertificateEntry("ca", authority);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
