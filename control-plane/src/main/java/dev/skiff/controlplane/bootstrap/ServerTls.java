package dev.skiff.controlplane.bootstrap;

import io.quarkus.tls.BaseTlsConfiguration;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The HTTPS server's TLS, taken from the PKI instead of from configuration. */
final class ServerTls extends BaseTlsConfiguration {
  /** What {@code quarkus.http.tls-configuration-name} says. */
  static final String NAME = "skiff";

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
    return new SSLOptions()
        .setKeyCertOptions(getKeyStoreOptions())
        .setTrustOptions(getTrustStoreOptions())
        .setUseAlpn(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
  }

  @Override
  public SSLContext createSSLContext() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {keys}, new TrustManager[] {trust}, new SecureRandom());
    return context;
  }
}
