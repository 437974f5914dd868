package dev.skiff.controlplane.bootstrap;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets every client certificate through the handshake. Which one counts is decided by
 * authentication, so that a stranger is told 401 and not cut off. Tells clients which authorities
 * are of use.
 */
final class ClientTrust extends X509ExtendedTrustManager {
  private final Pki pki;

  ClientTrust(Pki pki) {
    this.pki = pki;
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException("for servers only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw new UnsupportedOperationException("for servers only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    throw new UnsupportedOperationException("for servers only");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return Stream.concat(pki.trusted().stream(), pki.frontProxyTrusted().stream())
        .toArray(X509Certificate[]::new);
  }
}
