package dev.skiff.agent.certificate;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateRequestTest {

  @Test
  void isSignedWithItsOwnKeyAndNamesTheNode() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    byte[] pem =
        new CertificateRequest(
                "system:nodes",
                "system:node:n1",
                List.of("n1"),
                List.of(InetAddress.ofLiteral("172.30.0.11")))
            .sign(keys);
    byte[] der =
        Base64.getMimeDecoder()
            .decode(new String(pem, StandardCharsets.US_ASCII).replaceAll("-----[^-]+-----", ""));

    // SEQUENCE { info, algorithm, signature }
    int start = headerLength(der, 0);
    int algorithm = end(der, start);
    int bits = end(der, algorithm);
    byte[] info = Arrays.copyOfRange(der, start, algorithm);
    byte[] signature = Arrays.copyOfRange(der, bits + headerLength(der, bits) + 1, der.length);
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(keys.getPublic());
    verifier.update(info);
    assertTrue(verifier.verify(signature));

    String text = new String(info, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("system:nodes") && text.contains("system:node:n1"));
    assertTrue(HexFormat.of().formatHex(info).contains("8704ac1e000b"), "the address as SAN");
  }

  private static int headerLength(byte[] der, int at) {
    return der[at + 1] < 0 ? 2 + (der[at + 1] & 0x7f) : 2;
  }

  private static int end(byte[] der, int at) {
    int header = headerLength(der, at);
    int length = der[at + 1];
    if (length < 0) {
      length = 0;
      for (int i = at + 2; i < at + header; i++) {
        length = length << 8 | der[i] & 0xff;
      }
    }
    return at + header + length;
  }
}
