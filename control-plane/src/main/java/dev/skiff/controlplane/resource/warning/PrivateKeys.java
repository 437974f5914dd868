package dev.skiff.controlplane.resource.warning;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Private keys in DER: PKCS #8, PKCS #1 (RFC 8017) and SEC 1 (RFC 5915). */
final class PrivateKeys {
  private PrivateKeys() {}

  /** The key; null if it is none of these. */
  static PrivateKey of(byte[] der) {
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      PrivateKey key = read(algorithm, der);
      if (key != null) return key;
    }
    try {
      PrivateKey rsa =
          wrapped(
              "RSA",
              new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
              RSAPrivateKey.getInstance(der));
      if (rsa != null) return rsa;
    } catch (IllegalArgumentException | ClassCastException notRsa) {
      // It may still be an elliptic one.
    }
    try {
      ECPrivateKey key = ECPrivateKey.getInstance(der);
      ASN1Encodable curve = key.getParametersObject();
      return wrapped("EC", new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), key);
    } catch (IllegalArgumentException | ClassCastException none) {
      return null;
    }
  }

  private static PrivateKey wrapped(
      String algorithm, AlgorithmIdentifier identifier, ASN1Encodable key) {
    try {
      return read(algorithm, new PrivateKeyInfo(identifier, key).getEncoded());
    } catch (IOException impossible) {
      return null;
    }
  }

  private static PrivateKey read(String algorithm, byte[] pkcs8) {
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException another) {
      return null;
    }
  }
}
