package dev.skiff.agent.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

    // SEQUENCE { info, algorithm, signature }: the info is the first element
    int infoLength = der[4] == (byte) 0x81 ? (der[5] & 0xff) + 3 : (der[4] & 0xff) + 2;
    assertEquals(0x30, der[3]);
    byte[] info = Arrays.copyOfRange(der, 3, 3 + infoLength);
    int algorithm = 3 + infoLength;
    int bits = algorithm + 2 + der[algorithm + 1];
    byte[] signature = Arrays.copyOfRange(der, bits + 3, der.length);
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(keys.getPublic());
    verifier.update(info);
    assertTrue(verifier.verify(signature));

    String text = new String(info, StandardCharsets.ISO_8859_1);
    assertTrue(text.contains("system:nodes") && text.contains("system:node:n1"));
    assertTrue(HexFormat.of().formatHex(info).contains("8704ac1e000b"), "the address as SAN");
  }
}
