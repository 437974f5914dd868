package dev.skiff.controlplane.bootstrap;

import io.quarkus.tls.BaseTlsConfiguration;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The HTTPS server's TLS, taken from the PKI instead of from configuration. */
final class ServerTls extends BaseTlsConfiguration {
  /** What {@code quarkus.http.tls-configuration-name} says. */
  static final String NAME = "skiff";

  /** The cheapest first: AES-128 takes a tenth less time on both sides. */
  private static final List<String> CIPHER_SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private final IdentityKeyManager keys;
  private final ClientTrust trust;

  ServerTls(Pki pki) {
    keys = new IdentityKeyManager(pki::serving);
    trust = new ClientTrust(pki);
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public KeyStore getKeyStore() {
    return null;
  }

  @Override
  public KeyCertOptions getKeyStoreOptions() {
    return KeyCertOptions.wrap(keys);
  }

  @Override
  public TrustOptions getTrustStoreOptions() {
    return TrustOptions.wrap(trust);
  }

  @Override
  public SSLOptions getSSLOptions() {
    SSLOptions options =
        new SSLOptions()
            .setKeyCertOptions(getKeyStoreOptions())
            .setTrustOptions(getTrustStoreOptions())
            .setUseAlpn(true)
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
    CIPHER_SUITES.forEach(options::addEnabledCipherSuite);
    return options;
  }

  @Override
  public SSLContext createSSLContext() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, new SecureRandom());
    return context;
  }
}
