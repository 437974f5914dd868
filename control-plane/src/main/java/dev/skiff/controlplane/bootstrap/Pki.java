package dev.skiff.controlplane.bootstrap;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The cluster's keys and certificates, as they are on disk below {@code <data-dir>/pki}. They are
 * renewed while the server runs: ask each time, do not keep an answer. Safe for many threads.
 */
public final class Pki {

  /**
   * An authority, and those before and after it that are trusted beside it.
   *
   * @param signer signs from now on
   * @param trusted the signer's certificate first
   * @param due when the next step of its renewal is to be taken
   */
  record Authority(CertificateAuthority signer, List<X509Certificate> trusted, Instant due) {}

  /** What the directory holds. */
  record Contents(
      Authority ca,
      Authority frontProxyCa,
      Identity serving,
      Identity kubeletClient,
      Identity frontProxyClient,
      Identity admin,
      KeyPair serviceAccount,
      Instant due) {}

  private final Supplier<Contents> directory;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Contents contents;

  /**
   * @param directory reads the files, and makes again what is due
   */
  Pki(Supplier<Contents> directory) {
    this.directory = directory;
    this.contents = directory.get();
  }

  /** Signs everything inside the cluster. */
  public CertificateAuthority ca() {
    return contents.ca.signer;
  }

  /** Whose certificates count; clients trust these. The one that signs is the first. */
  public List<X509Certificate> trusted() {
    return contents.ca.trusted;
  }

  /** {@link #trusted()} as clients read it. */
  public String trustedPem() {
    return pem(trusted());
  }

  /** Signs those who may speak for others (request headers). */
  public CertificateAuthority frontProxyCa() {
    return contents.frontProxyCa.signer;
  }

  /** Whose proxies may speak for others. */
  public List<X509Certificate> frontProxyTrusted() {
    return contents.frontProxyCa.trusted;
  }

  /** {@link #frontProxyTrusted()} as others read it. */
  public String frontProxyTrustedPem() {
    return pem(frontProxyTrusted());
  }

  /** The API server's certificate. */
  public Identity serving() {
    return contents.serving;
  }

  /** How the API server shows itself to nodes. */
  public Identity kubeletClient() {
    return contents.kubeletClient;
  }

  /** How the API server shows itself to aggregated API servers. */
  public Identity frontProxyClient() {
    return contents.frontProxyClient;
  }

  /** A member of {@code system:masters}, for the administrator's kubeconfig. */
  public Identity admin() {
    return contents.admin;
  }

  /** Signs and verifies service-account tokens; never renewed. */
  public KeyPair serviceAccount() {
    return contents.serviceAccount;
  }

  /** Calls back after something was renewed. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** When something is to be renewed next. */
  Instant due() {
    return contents.due;
  }

  /**
   * Renews what is due.
   *
   * @return whether there was anything
   * @throws StartException if files cannot be read or written
   */
  synchronized boolean renew() {
    Contents before = contents;
    Contents now = directory.get();
    boolean same =
        now.ca.trusted.equals(before.ca.trusted)
            && now.frontProxyCa.trusted.equals(before.frontProxyCa.trusted)
            && same(now.serving, before.serving)
            && same(now.kubeletClient, before.kubeletClient)
            && same(now.frontProxyClient, before.frontProxyClient)
            && same(now.admin, before.admin);
    contents = now;
    if (!same) listeners.forEach(Runnable::run);
    return !same;
  }

  private static boolean same(Identity one, Identity other) {
    return one.certificate().equals(other.certificate());
  }

  private static String pem(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    try {
      for (X509Certificate each : certificates) text.append(Pem.certificate(each));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("A certificate that was read can be written", impossible);
    }
    return text.toString();
  }
}
