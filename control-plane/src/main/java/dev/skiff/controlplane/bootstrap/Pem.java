package dev.skiff.controlplane.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;

/** Keys and certificates as text (RFC 7468). Private keys are PKCS #8, but in kubeconfigs. */
public final class Pem {
  private static final Base64.Encoder LINES =
      Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

  private Pem() {}

  /** A block such as {@code -----BEGIN CERTIFICATE-----}, with a line break at its end. */
  public static String block(String label, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, LINES.encodeToString(der), label);
  }

  public static String certificate(X509Certificate certificate) throws GeneralSecurityException {
    return block("CERTIFICATE", certificate.getEncoded());
  }

  /** The certificates of a text, in their order. */
  public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8));
    var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
    if (found.isEmpty()) throw new GeneralSecurityException("no certificate found");
    return found.stream().map((Certificate each) -> (X509Certificate) each).toList();
  }

  /** An EC or RSA private key. */
  public static PrivateKey privateKey(String pem) throws GeneralSecurityException {
    var spec = new PKCS8EncodedKeySpec(der(pem, "PRIVATE KEY"));
    try {
      return KeyFactory.getInstance("EC").generatePrivate(spec);
    } catch (GeneralSecurityException notElliptic) {
      return KeyFactory.getInstance("RSA").generatePrivate(spec);
    }
  }

  /**
   * An EC private key as RFC 5915 has it, with the name of its curve. Every client reads this form;
   * Fabric8's takes any other for an RSA key.
   */
  static String namedCurveKey(PrivateKey key) throws GeneralSecurityException {
    try {
      var info = PrivateKeyInfo.getInstance(key.getEncoded());
      var bare = ECPrivateKey.getInstance(info.parsePrivateKey());
      var curve = info.getPrivateKeyAlgorithm().getParameters();
      int bits = ((ECKey) key).getParams().getOrder().bitLength();
      var named = new ECPrivateKey(bits, bare.getKey(), bare.getPublicKey(), curve);
      return block("EC PRIVATE KEY", named.getEncoded());
    } catch (IOException damaged) {
      throw new GeneralSecurityException("not an EC private key", damaged);
    }
  }

  /** An EC or RSA public key. */
  public static PublicKey publicKey(String pem) throws GeneralSecurityException {
    var spec = new X509EncodedKeySpec(der(pem, "PUBLIC KEY"));
    try {
      return KeyFactory.getInstance("EC").generatePublic(spec);
    } catch (GeneralSecurityException notElliptic) {
      return KeyFactory.getInstance("RSA").generatePublic(spec);
    }
  }

  /** The content of the first block with this label. */
  private static byte[] der(String pem, String label) throws GeneralSecurityException {
    String begin = "-----BEGIN " + label + "-----";
    int from = pem.indexOf(begin);
    int to = pem.indexOf("-----END " + label + "-----");
    if (from < 0 || to < from) throw new GeneralSecurityException("no " + label + " found");
    try {
      return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
    } catch (IllegalArgumentException damaged) {
      throw new GeneralSecurityException("the " + label + " is damaged", damaged);
    }
  }
}
