package dev.skiff.controlplane.bootstrap;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Shows a certificate of the PKI, as a server or as a client. It is asked for at each handshake, so
 * it may change while running.
 */
public final class IdentityKeyManager extends X509ExtendedKeyManager {
  private static final String ALIAS = "skiff";
  private final Supplier<Identity> identity;

  public IdentityKeyManager(Supplier<Identity> identity) {
    this.identity = identity;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return fits(keyType) ? new String[] {ALIAS} : null;
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return choose(keyTypes);
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return choose(keyTypes);
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return fits(keyType) ? new String[] {ALIAS} : null;
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return fits(keyType) ? ALIAS : null;
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return fits(keyType) ? ALIAS : null;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[] {identity.get().certificate()};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return identity.get().key();
  }

  private String choose(String[] keyTypes) {
    for (String keyType : keyTypes) {
      if (fits(keyType)) return ALIAS;
    }
    return null;
  }

  /** Key types may have a suffix, such as {@code EC_EC}. */
  private boolean fits(String keyType) {
    return keyType.startsWith(identity.get().key().getAlgorithm());
  }
}
