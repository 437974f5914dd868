package dev.skiff.controlplane.auth;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/** The service-account key, as JSON Web Signatures use it (RFC 7515, RFC 7518). */
final class SigningKey {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair pair;
  private final String id;

  SigningKey(KeyPair pair) {
    this.pair = pair;
    this.id = BASE64URL.encodeToString(Digest.sha256(pair.getPublic().getEncoded()));
  }

  /** Hash of the public key; tokens and key sets name it. */
  String id() {
    return id;
  }

  PublicKey publicKey() {
    return pair.getPublic();
  }

  /** {@code ES256} for P-256 keys, {@code RS256} for RSA keys. */
  String algorithm() {
    return switch (pair.getPublic()) {
      case ECPublicKey _ -> "ES256";
      case RSAPublicKey _ -> "RS256";
      default -> throw new IllegalStateException("unsupported key " + pair.getPublic());
    };
  }

  byte[] sign(byte[] message) throws GeneralSecurityException {
    Signature signature = signature();
    signature.initSign(pair.getPrivate());
    signature.update(message);
    return signature.sign();
  }

  boolean verify(byte[] message, byte[] signed) throws GeneralSecurityException {
    Signature signature = signature();
    signature.initVerify(pair.getPublic());
    signature.update(message);
    return signature.verify(signed);
  }

  private Signature signature() throws GeneralSecurityException {
    return Signature.getInstance(
        algorithm().equals("ES256") ? "SHA256withECDSAinP1363Format" : "SHA256withRSA");
  }
}
