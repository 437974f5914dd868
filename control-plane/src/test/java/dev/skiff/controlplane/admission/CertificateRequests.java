package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.bootstrap.Pem;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Requests for certificates, as {@code spec.request} has them. */
final class CertificateRequests {
  private CertificateRequests() {}

  static String encoded(String commonName) {
    try {
      KeyPair pair = CertificateAuthority.newKeyPair();
      byte[] request =
          new JcaPKCS10CertificationRequestBuilder(
                  CertificateAuthority.subject(commonName, "system:nodes"), pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      byte[] pem = Pem.block("CERTIFICATE REQUEST", request).getBytes(StandardCharsets.US_ASCII);
      return Base64.getEncoder().encodeToString(pem);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
