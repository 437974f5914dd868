package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.auth.CertificateSubject;
import dev.skiff.controlplane.auth.NodeIdentity;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Believes an agent to be the node that the connection is meant for, by its certificate's subject:
 * where a node is, it says itself, so a name or address proves nothing. The node's name is the
 * connection's peer host.
 */
final class NodeTrustManager extends X509ExtendedTrustManager {
  private final X509ExtendedTrustManager authorities;

  NodeTrustManager(X509ExtendedTrustManager authorities) {
    this.authorities = authorities;
  }

  /**
   * Makes sure that a certificate is a node's.
   *
   * @throws CertificateException if it is not
   */
  static void require(String node, X509Certificate certificate) throws CertificateException {
    CertificateSubject subject;
    try {
      subject = CertificateSubject.of(certificate);
    } catch (GeneralSecurityException unreadable) {
      throw new CertificateException(unreadable.getMessage(), unreadable);
    }
    boolean its =
        subject.commonName().equals(NodeIdentity.PREFIX + node)
            && subject.organizations().equals(List.of(NodeIdentity.GROUP));
    if (its) return;
    throw new CertificateException(
        "x509: certificate is valid for %s, not %s"
            .formatted(subject.commonName(), NodeIdentity.PREFIX + node));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    authorities.checkServerTrusted(chain, type, engine);
    require(engine.getPeerHost(), chain[0]);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no node is named");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no node is named");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("agents do not call");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("agents do not call");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("agents do not call");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
