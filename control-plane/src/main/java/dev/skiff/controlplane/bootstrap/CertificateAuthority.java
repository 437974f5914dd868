package dev.skiff.controlplane.bootstrap;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Signs certificates (RFC 5280) with a key of its own. */
public final class CertificateAuthority {
  /** Clocks of nodes may be a little behind. */
  private static final Duration BACKDATE = Duration.ofMinutes(5);

  private static final Duration CA_VALIDITY = Duration.ofDays(3650);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final X509Certificate certificate;
  private final PrivateKey key;

  /** An authority that exists already. */
  public CertificateAuthority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** A new self-signed authority. */
  public static CertificateAuthority create(String commonName, Instant now)
      throws GeneralSecurityException {
    KeyPair pair = newKeyPair();
    X500Name self = new X500Name("CN=" + commonName);
    int usage = KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyCertSign;
    X509Certificate certificate =
        build(
            self,
            self,
            pair.getPublic(),
            pair.getPrivate(),
            now.minus(BACKDATE),
            now.plus(CA_VALIDITY),
            List.of(
                new Part(Extension.keyUsage, true, new KeyUsage(usage)),
                new Part(Extension.basicConstraints, true, new BasicConstraints(true)),
                new Part(
                    Extension.subjectKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()))));
    return new CertificateAuthority(certificate, pair.getPrivate());
  }

  /** A P-256 key pair. */
  public static KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public PrivateKey key() {
    return key;
  }

  /**
   * Signs a certificate.
   *
   * @param names subject alternative names; may be empty
   * @param keyUsage bits of {@link KeyUsage}; may be none
   * @param purposes extended key usages; may be empty
   */
  public X509Certificate sign(
      X500Name subject,
      PublicKey publicKey,
      List<GeneralName> names,
      int keyUsage,
      List<KeyPurposeId> purposes,
      Instant now,
      Duration validity)
      throws GeneralSecurityException {
    JcaX509ExtensionUtils utils = new JcaX509ExtensionUtils();
    var parts = new ArrayList<Part>();
    // Without a bit the extension would be malformed.
    if (keyUsage != 0) parts.add(new Part(Extension.keyUsage, true, new KeyUsage(keyUsage)));
    if (!purposes.isEmpty()) {
      parts.add(
          new Part(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new))));
    }
    parts.add(new Part(Extension.basicConstraints, true, new BasicConstraints(false)));
    parts.add(
        new Part(
            Extension.authorityKeyIdentifier,
            false,
            utils.createAuthorityKeyIdentifier(certificate.getPublicKey())));
    if (!names.isEmpty()) {
      GeneralNames value = new GeneralNames(names.toArray(GeneralName[]::new));
      parts.add(new Part(Extension.subjectAlternativeName, false, value));
    }
    Instant end = now.plus(validity);
    Instant last = certificate.getNotAfter().toInstant();
    return build(
        issuer(),
        subject,
        publicKey,
        key,
        now.minus(BACKDATE),
        end.isAfter(last) ? last : end,
        parts);
  }

  private X500Name issuer() {
    return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
  }

  /** The subject of a client certificate: organisations are groups, the common name the user. */
  public static X500Name subject(String commonName, String... organizations) {
    X500NameBuilder name = new X500NameBuilder();
    for (String organization : organizations) name.addRDN(BCStyle.O, organization);
    return name.addRDN(BCStyle.CN, commonName).build();
  }

  private static X509Certificate build(
      X500Name issuer,
      X500Name subject,
      PublicKey publicKey,
      PrivateKey signingKey,
      Instant from,
      Instant to,
      List<Part> parts)
      throws GeneralSecurityException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            new BigInteger(120, RANDOM).setBit(120),
            Date.from(from),
            Date.from(to),
            subject,
            publicKey);
    String algorithm =
        signingKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    try {
      for (Part part : parts) builder.addExtension(part.id(), part.critical(), part.value());
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signingKey)));
    } catch (IOException | OperatorCreationException failed) {
      throw new CertificateException(failed.getMessage(), failed);
    }
  }

  private record Part(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {}
}
