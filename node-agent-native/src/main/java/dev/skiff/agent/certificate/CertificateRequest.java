package dev.skiff.agent.certificate;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;

/**
 * A PKCS #10 certificate request (RFC 2986), signed with ECDSA and SHA-256.
 *
 * @param organization the O of the subject
 * @param commonName the CN of the subject
 * @param dnsNames alternative names, empty for none
 * @param addresses alternative addresses, empty for none
 */
record CertificateRequest(
    String organization, String commonName, List<String> dnsNames, List<InetAddress> addresses) {

  private static final String OID_ORGANIZATION = "2.5.4.10";
  private static final String OID_COMMON_NAME = "2.5.4.3";
  private static final String OID_EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
  private static final String OID_SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  private static final String OID_ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;
  private static final int ATTRIBUTES = 0xa0;

  /** The request in PEM, for this elliptic curve key. */
  byte[] sign(KeyPair keys) throws GeneralSecurityException {
    byte[] info =
        Der.value(
            Der.SEQUENCE,
            Der.integer(0),
            Der.value(
                Der.SEQUENCE,
                name(OID_ORGANIZATION, organization),
                name(OID_COMMON_NAME, commonName)),
            keys.getPublic().getEncoded(),
            Der.value(ATTRIBUTES, extensions()));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(info);
    return Pem.encode(
        "CERTIFICATE REQUEST",
        Der.value(
            Der.SEQUENCE,
            info,
            Der.value(Der.SEQUENCE, Der.oid(OID_ECDSA_WITH_SHA256)),
            Der.bits(signature.sign())));
  }

  private static byte[] name(String oid, String value) {
    return Der.value(
        Der.SET, Der.value(Der.SEQUENCE, Der.oid(oid), Der.text(Der.UTF8_STRING, value)));
  }

  private byte[] extensions() {
    List<byte[]> names = new ArrayList<>();
    dnsNames.forEach(name -> names.add(Der.text(DNS_NAME, name)));
    addresses.forEach(address -> names.add(Der.value(IP_ADDRESS, address.getAddress())));
    if (names.isEmpty()) {
      return new byte[0];
    }
    byte[] alternativeNames =
        Der.value(
            Der.SEQUENCE,
            Der.oid(OID_SUBJECT_ALTERNATIVE_NAME),
            Der.value(Der.OCTET_STRING, Der.value(Der.SEQUENCE, names.toArray(byte[][]::new))));
    return Der.value(
        Der.SEQUENCE,
        Der.oid(OID_EXTENSION_REQUEST),
        Der.value(Der.SET, Der.value(Der.SEQUENCE, alternativeNames)));
  }
}
