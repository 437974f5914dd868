package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;

/** Who issues service-account tokens, and the two documents by which others can check them. */
@Singleton
public final class ServiceAccountIssuer {
  private final String issuer;
  private final String server;
  private final SigningKey key;

  @Inject
  ServiceAccountIssuer(SkiffConfig config, Pki pki) {
    this(
        "https://kubernetes.default.svc." + config.clusterDomain(),
        "https://%s:%d".formatted(config.advertiseAddress(), config.port()),
        new SigningKey(pki.serviceAccount()));
  }

  ServiceAccountIssuer(String issuer, String server, SigningKey key) {
    this.issuer = issuer;
    this.server = server;
    this.key = key;
  }

  /** The {@code iss} claim, and the audience of tokens for the API server. */
  String issuer() {
    return issuer;
  }

  SigningKey key() {
    return key;
  }

  /** {@code /.well-known/openid-configuration} (OpenID Connect Discovery 1.0), as JSON. */
  public byte[] configuration() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("issuer", issuer).put("jwks_uri", server + "/openid/v1/jwks");
    document.putArray("response_types_supported").add("id_token");
    document.putArray("subject_types_supported").add("public");
    document.putArray("id_token_signing_alg_values_supported").add(key.algorithm());
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** {@code /openid/v1/jwks} (RFC 7517), of media type {@code application/jwk-set+json}. */
  public byte[] keySet() {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode keys = document.putArray("keys");
    ObjectNode one = keys.addObject().put("use", "sig");
    switch (key.publicKey()) {
      case ECPublicKey ec ->
          one.put("kty", "EC")
              .put("kid", key.id())
              .put("crv", "P-256")
              .put("alg", "ES256")
              .put("x", base64(ec.getW().getAffineX(), 32))
              .put("y", base64(ec.getW().getAffineY(), 32));
      case RSAPublicKey rsa ->
          one.put("kty", "RSA")
              .put("kid", key.id())
              .put("alg", "RS256")
              .put("n", base64(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8))
              .put("e", base64(rsa.getPublicExponent(), 3));
      default -> throw new IllegalStateException("unsupported key " + key.publicKey());
    }
    return document.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Big-endian, of fixed length. */
  private static String base64(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int count = Math.min(bytes.length, length);
    System.arraycopy(bytes, bytes.length - count, fixed, length - count, count);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(fixed, length));
  }
}
