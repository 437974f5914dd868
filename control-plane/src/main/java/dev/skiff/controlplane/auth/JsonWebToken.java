package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/** Signed claims in compact form (RFC 7519). */
final class JsonWebToken {
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private JsonWebToken() {}

  static String sign(ObjectNode claims, SigningKey key) throws GeneralSecurityException {
    ObjectNode header = JsonNodeFactory.instance.objectNode();
    header.put("alg", key.algorithm()).put("kid", key.id());
    String signed = encode(header) + "." + encode(claims);
    byte[] signature = key.sign(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + ENCODER.encodeToString(signature);
  }

  /** The claims without any check; null if the text is no token. */
  static JsonNode peek(String token) {
    String[] parts = token.split("\\.", -1);
    return parts.length == 3 ? decode(parts[1]) : null;
  }

  /** Whether the key signed this. */
  static boolean verify(String token, SigningKey key) {
    int dot = token.lastIndexOf('.');
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) return false;
    JsonNode header = decode(parts[0]);
    if (header == null || !header.path("alg").asText().equals(key.algorithm())) return false;
    try {
      return key.verify(
          token.substring(0, dot).getBytes(StandardCharsets.US_ASCII), DECODER.decode(parts[2]));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      return false;
    }
  }

  private static String encode(ObjectNode node) {
    return ENCODER.encodeToString(node.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode decode(String part) {
    try {
      JsonNode node = UntrustedJson.tree(DECODER.decode(part));
      return node != null && node.isObject() ? node : null;
    } catch (IOException | IllegalArgumentException malformed) {
      return null;
    }
  }
}
