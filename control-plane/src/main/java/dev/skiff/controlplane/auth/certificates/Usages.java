package dev.skiff.controlplane.auth.certificates;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** The usages of {@code certificates.k8s.io/v1} as X.509 extensions have them. */
final class Usages {
  private static final Map<String, Integer> BITS =
      Map.of(
          "signing", KeyUsage.digitalSignature,
          "digital signature", KeyUsage.digitalSignature,
          "content commitment", KeyUsage.nonRepudiation,
          "key encipherment", KeyUsage.keyEncipherment,
          "key agreement", KeyUsage.keyAgreement,
          "data encipherment", KeyUsage.dataEncipherment,
          "cert sign", KeyUsage.keyCertSign,
          "crl sign", KeyUsage.cRLSign,
          "encipher only", KeyUsage.encipherOnly,
          "decipher only", KeyUsage.decipherOnly);

  private static final Map<String, KeyPurposeId> PURPOSES =
      Map.of(
          "any", KeyPurposeId.anyExtendedKeyUsage,
          "server auth", KeyPurposeId.id_kp_serverAuth,
          "client auth", KeyPurposeId.id_kp_clientAuth,
          "code signing", KeyPurposeId.id_kp_codeSigning,
          "email protection", KeyPurposeId.id_kp_emailProtection,
          "s/mime", KeyPurposeId.id_kp_emailProtection,
          "ipsec end system", KeyPurposeId.id_kp_ipsecEndSystem,
          "ipsec tunnel", KeyPurposeId.id_kp_ipsecTunnel,
          "ipsec user", KeyPurposeId.id_kp_ipsecUser,
          "timestamping", KeyPurposeId.id_kp_timeStamping);

  private Usages() {}

  static int bits(Set<String> usages) {
    int bits = 0;
    for (String usage : usages) bits |= BITS.getOrDefault(usage, 0);
    return bits;
  }

  static List<KeyPurposeId> purposes(Set<String> usages) {
    List<KeyPurposeId> purposes = new ArrayList<>();
    for (String usage : usages) {
      KeyPurposeId purpose = PURPOSES.get(usage);
      if (purpose != null && !purposes.contains(purpose)) purposes.add(purpose);
    }
    return purposes;
  }
}
