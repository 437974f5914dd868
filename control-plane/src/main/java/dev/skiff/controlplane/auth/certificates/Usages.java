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
      Map.ofEntries(
          Map.entry("any", KeyPurposeId.anyExtendedKeyUsage),
          Map.entry("server auth", KeyPurposeId.id_kp_serverAuth),
          Map.entry("client auth", KeyPurposeId.id_kp_clientAuth),
          Map.entry("code signing", KeyPurposeId.id_kp_codeSigning),
          Map.entry("email protection", KeyPurposeId.id_kp_emailProtection),
          Map.entry("s/mime", KeyPurposeId.id_kp_emailProtection),
          Map.entry("ipsec end system", KeyPurposeId.id_kp_ipsecEndSystem),
          Map.entry("ipsec tunnel", KeyPurposeId.id_kp_ipsecTunnel),
          Map.entry("ipsec user", KeyPurposeId.id_kp_ipsecUser),
          Map.entry("timestamping", KeyPurposeId.id_kp_timeStamping),
          Map.entry("ocsp signing", KeyPurposeId.id_kp_OCSPSigning),
          Map.entry("microsoft sgc", KeyPurposeId.id_kp_msSGC),
          Map.entry("netscape sgc", KeyPurposeId.id_kp_nsSGC));

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
