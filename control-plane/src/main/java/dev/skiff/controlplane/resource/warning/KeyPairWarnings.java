package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates in Secrets that do not go with the key beside them; the words are those of Go. */
final class KeyPairWarnings {
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^-----BEGIN ([^\\n-]*)-----[ \\t]*\\r?\\n([^-]*?)-----END \\1-----[ \\t]*$");
  private static final byte[] PROBE = "probe".getBytes(StandardCharsets.UTF_8);

  private record Block(String type, byte[] der) {}

  private KeyPairWarnings() {}

  static void check(JsonNode secret, List<String> found) {
    if (!secret.path("type").asText("").equals("kubernetes.io/tls")) return;
    JsonNode data = secret.path("data");
    String problem = problem(blocks(data.path("tls.crt")), blocks(data.path("tls.key")));
    if (problem != null) found.add(problem);
  }

  private static List<Block> blocks(JsonNode value) {
    List<Block> blocks = new ArrayList<>();
    byte[] pem = Base64.getDecoder().decode(value.asText(""));
    Matcher matcher = BLOCK.matcher(new String(pem, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      try {
        String body = matcher.group(2).replaceAll("\\s", "");
        blocks.add(new Block(matcher.group(1), Base64.getDecoder().decode(body)));
      } catch (IllegalArgumentException noBase64) {
        // Go's reader, too, goes on behind a block that it cannot read.
        continue;
      }
    }
    return blocks;
  }

  private static String problem(List<Block> certificates, List<Block> keys) {
    List<String> types = certificates.stream().map(Block::type).toList();
    int first = types.indexOf("CERTIFICATE");
    if (first < 0) return noCertificate(types);
    Block key = keys.stream().filter(KeyPairWarnings::isKey).findFirst().orElse(null);
    if (key == null) return noKey(keys.stream().map(Block::type).toList());
    PublicKey publicKey;
    try (var der = new ByteArrayInputStream(certificates.get(first).der())) {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      publicKey = factory.generateCertificate(der).getPublicKey();
    } catch (CertificateException | java.io.IOException malformed) {
      return "x509: malformed certificate";
    }
    PrivateKey privateKey = PrivateKeys.of(key.der());
    if (privateKey == null) return "tls: failed to parse private key";
    if (!kind(privateKey.getAlgorithm()).equals(kind(publicKey.getAlgorithm()))) {
      return "tls: private key type does not match public key type";
    }
    return fit(privateKey, publicKey) ? null : "tls: private key does not match public key";
  }

  private static boolean isKey(Block block) {
    return block.type().equals("PRIVATE KEY") || block.type().endsWith(" PRIVATE KEY");
  }

  private static String noCertificate(List<String> types) {
    if (types.isEmpty()) return "tls: failed to find any PEM data in certificate input";
    if (types.size() == 1 && types.getFirst().endsWith("PRIVATE KEY")) {
      return "tls: failed to find certificate PEM data in certificate input, but did find a private"
          + " key; PEM inputs may have been switched";
    }
    return "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM"
        + " blocks of the following types: ["
        + String.join(" ", types)
        + "]";
  }

  private static String noKey(List<String> types) {
    if (types.isEmpty()) return "tls: failed to find any PEM data in key input";
    if (types.equals(List.of("CERTIFICATE"))) {
      return "tls: found a certificate rather than a key in the PEM for the private key";
    }
    return "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after"
        + " skipping PEM blocks of the following types: ["
        + String.join(" ", types)
        + "]";
  }

  private static String kind(String algorithm) {
    return algorithm.equals("EdDSA") ? "Ed25519" : algorithm;
  }

  /** What the one signs, the other verifies. */
  private static boolean fit(PrivateKey privateKey, PublicKey publicKey) {
    String algorithm =
        switch (kind(publicKey.getAlgorithm())) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "Ed25519";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException other) {
      return false;
    }
  }
}
