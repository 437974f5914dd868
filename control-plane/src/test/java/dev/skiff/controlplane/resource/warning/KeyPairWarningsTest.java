package dev.skiff.controlplane.resource.warning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.WritePath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Pairs made with OpenSSL: one elliptic (SEC 1, PKCS #8), one RSA key (PKCS #1) without its pair.
 */
class KeyPairWarningsTest {
  private static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBbzCCARWgAwIBAgIUGNgYEATvd2VXwvdlvQWgla75NMYwCgYIKoZIzj0EAwIw
      DDEKMAgGA1UEAwwBYTAgFw0yNjExMjkwOTEwNDJaGA8yMTI2MTEwNTA5MTA0Mlow
      DDEKMAgGA1UEAwwBYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBCztwSYbvNG
      lvllyTg7Dm4sBpgXVPP0SUO4rOOPA/3uyEZGnNWiZ2dY5gkt7wU0V4ZzNJQc9HNu
      if/tVZwJ/JCjUzBRMB0GA1UdDgQWBBS15aG9vQ0//BwPcg8pLFGjsGLa0jAfBgNV
      HSMEGDAWgBS15aG9vQ0//BwPcg8pLFGjsGLa0jAPBgNVHRMBAf8EBTADAQH/MAoG
      CCqGSM49BAMCA0gAMEUCIDtqclkmaEp7LNZwDgzldXby2zEzy2KrFRbfXFZENQEb
      AiEAwvsJzIU7bSW5ny8VSgHsNsSgZWNnr+xUYkMiYUsiO4U=
      -----END CERTIFICATE-----
      """;

  private static final String SEC1 =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIIBylRmM/kRYcnvA0Oi18eRLQR+di3V6pa3wS67rmOBToAoGCCqGSM49
      AwEHoUQDQgAEELO3BJhu80aW+WXJODsObiwGmBdU8/RJQ7is448D/e7IRkac1aJn
      Z1jmCS3vBTRXhnM0lBz0c26J/+1VnAn8kA==
      -----END EC PRIVATE KEY-----
      """;

  private static final String PKCS8 =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggHKVGYz+RFhye8DQ
      6LXx5EtBH52LdXqlrfBLruuY4FOhRANCAAQQs7cEmG7zRpb5Zck4Ow5uLAaYF1Tz
      9ElDuKzjjwP97shGRpzVomdnWOYJLe8FNFeGczSUHPRzbon/7VWcCfyQ
      -----END PRIVATE KEY-----
      """;

  private static final String OTHER =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIIuUbqU/UXLk52xvYKU4RYYYPkjKF6KGT1zfRUe928ygoAoGCCqGSM49
      AwEHoUQDQgAE7BRLzZbdk2Am/9XN1ng30piq26/Hskcw2TassiMXK9qc2liP5qMT
      Xj4m10kxDPFWprz2MmPBY4lFG2AlV3dETg==
      -----END EC PRIVATE KEY-----
      """;

  private static final String PKCS1 =
      """
      -----BEGIN RSA PRIVATE KEY-----
      MIICXQIBAAKBgQDDGR0qnWfnJWRPZ1NxpqbbefjFjdIdkVSeB42Q0kDJ3AaIFk3I
      FN+rR6miwDELkn3aEpgVQfpvaBMcF1sMxFAzo5t5GKeAOf/Hc7ewMz8N8OkUqmaZ
      3LTxc6KHi+ihphZYpqI1APZntbfOWKx6hdzHd2vaxMwNiHFM+P+4+RGi7QIDAQAB
      AoGAGSq2Lncbnh+ervd/NhvvTkSPqLxArHvA1JnY0yOsI930Ib3uzq6So7+czFfK
      e9mrzmOzpppaOeDNBkSlBCKWzbjPXOiSB0eGrem0kLB7N1arCqBF8+5OZNVaiFFK
      G8i32mZEPPhwkw9Noorf/qJFTmFwK+4bWn48OAgFPGVOuwECQQDmqId4xSTJb1xo
      8buft22xjw61eV4AdZcpndT0U8SBoo9HfzYi9j4NIbnPAnOxutK2XQEXffLIW68v
      AExSMPoNAkEA2IhsBkSYUa2gYvBG6Qw0NNzcXuT9tv3J+ZwdfcTMGWFXcuvoA69E
      AdXMFsKCTwRSLi0HosnwENqesLRfy8l0YQJBANiSvvi/quXUQSFscC3sDfwdBcOR
      XJjz0GZMAusSSD0sRHnuUQeMzACKfSuI8tabQ0PlmaPUJ4TGyXtJPWAjCnUCQFNw
      TmAj8qYWx+UYPdrz7vIn4WtXxkTLixb6h4q9WQC2t+H68c7prMUgQ6LJlTkpqxlM
      FNMwCagU9m2VNAztNkECQQCpQG3xTqABON8oGxND80OCJYEDvLs7cWnstdH9zaSC
      9Qu1OUxjyiUB5tPsOKYNi9zR5JCfmBj5UioGOp6rRt6Z
      -----END RSA PRIVATE KEY-----
      """;

  @Test
  void aPairNeedsNone() {
    assertEquals(List.of(), warnings(CERTIFICATE, SEC1));
    assertEquals(List.of(), warnings(CERTIFICATE, PKCS8));
  }

  @Test
  void keysOfOthers() {
    assertEquals(
        List.of("tls: private key type does not match public key type"),
        warnings(CERTIFICATE, PKCS1));
    assertEquals(
        List.of("tls: private key does not match public key"), warnings(CERTIFICATE, OTHER));
  }

  @Test
  void whatIsNoPem() {
    assertEquals(
        List.of("tls: failed to find any PEM data in certificate input"), warnings("x", "y"));
    assertEquals(
        List.of("tls: failed to find any PEM data in key input"), warnings(CERTIFICATE, "y"));
  }

  @Test
  void changedPlaces() {
    assertEquals(
        List.of(
            "tls: failed to find certificate PEM data in certificate input, but did find a private"
                + " key; PEM inputs may have been switched"),
        warnings(PKCS8, CERTIFICATE));
    assertEquals(
        List.of("tls: found a certificate rather than a key in the PEM for the private key"),
        warnings(CERTIFICATE, CERTIFICATE));
  }

  @Test
  void damaged() {
    String empty = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    assertEquals(List.of("tls: failed to parse private key"), warnings(CERTIFICATE, empty));
    String bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    assertEquals(List.of("x509: malformed certificate"), warnings(bad, PKCS8));
  }

  private static List<String> warnings(String certificate, String key) {
    ObjectNode secret = new ObjectMapper().createObjectNode().put("type", "kubernetes.io/tls");
    secret.putObject("data").put("tls.crt", base64(certificate)).put("tls.key", base64(key));
    return Warnings.of(WritePath.type("v1", "secrets"), secret, null);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
