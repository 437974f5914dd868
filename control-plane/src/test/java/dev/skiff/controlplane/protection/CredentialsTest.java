package dev.skiff.controlplane.protection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens in Secrets, bootstrap tokens and proxies, on a running server. */
@QuarkusTest
@TestProfile(ProtectedServer.class)
@Timeout(120)
class CredentialsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @Inject RawClient client;
  @Inject Pki pki;
  @Inject SkiffConfig config;

  private String send(String request, String body) throws Exception {
    return client.send(request + " HTTP/1.1", "application/json", body);
  }

  private static JsonNode body(String answer) throws Exception {
    return JSON.readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
  }

  private JsonNode await(String path, Predicate<JsonNode> wanted) throws Exception {
    while (true) {
      JsonNode object = body(send("GET " + path, ""));
      if (wanted.test(object)) return object;
      Thread.sleep(20);
    }
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void secretsOfAccountsAreFilled() throws Exception {
    send("POST /api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"old\"}}");
    send(
        "POST /api/v1/namespaces/default/secrets",
        """
        {"metadata":{"name":"old-token","annotations":{"kubernetes.io/service-account.name":"old"}},
         "type":"kubernetes.io/service-account-token"}
        """);
    String path = "/api/v1/namespaces/default/secrets/old-token";
    JsonNode secret = await(path, found -> found.path("data").has("token"));
    String authority = new String(Base64.getDecoder().decode(secret.at("/data/ca.crt").asText()));
    assertEquals(pki.trustedPem(), authority);
    assertEquals(encoded("default"), secret.at("/data/namespace").asText());
    assertFalse(
        secret.at("/metadata/annotations/kubernetes.io~1service-account.uid").asText().isEmpty());
    String token = new String(Base64.getDecoder().decode(secret.at("/data/token").asText()));
    assertEquals(
        "system:serviceaccount:default:old", whoIs(token).at("/status/userInfo/username").asText());
    send("DELETE /api/v1/namespaces/default/serviceaccounts/old", "");
    await(path, found -> found.path("code").asInt() == 404);
    assertEquals(401, whoIs(token).path("code").asInt());
  }

  private JsonNode whoIs(String token) throws Exception {
    return body(
        client.ask(
            client.stranger(),
            "POST /apis/authentication.k8s.io/v1/selfsubjectreviews HTTP/1.1\r\nContent-Type:"
                + " application/json\r\nContent-Length: 2\r\nAuthorization: Bearer "
                + token,
            "{}".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void bootstrapTokensSignAndEnd() throws Exception {
    String id = Files.readString(config.dataDir().resolve("pki/bootstrap-token")).substring(0, 6);
    String clusterInfo = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
    await(clusterInfo, found -> found.path("data").has("jws-kubeconfig-" + id));
    String secret =
        """
        {"metadata":{"name":"bootstrap-token-abcdef"},"type":"bootstrap.kubernetes.io/token",
         "data":{"token-id":"%s","token-secret":"%s","usage-bootstrap-signing":"%s","expiration":"%s"}}
        """;
    String expiration = java.time.Instant.now().plusSeconds(6).toString();
    send(
        "POST /api/v1/namespaces/kube-system/secrets",
        secret.formatted(
            encoded("abcdef"), encoded("0123456789abcdef"), encoded("true"), encoded(expiration)));
    await(clusterInfo, found -> found.path("data").has("jws-kubeconfig-abcdef"));
    await(
        "/api/v1/namespaces/kube-system/secrets/bootstrap-token-abcdef",
        found -> found.path("code").asInt() == 404);
    JsonNode left = await(clusterInfo, found -> !found.path("data").has("jws-kubeconfig-abcdef"));
    assertTrue(left.path("data").has("jws-kubeconfig-" + id));
  }

  @Test
  void proxiesSpeakForOthers() throws Exception {
    byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
    String head =
        "POST /apis/authentication.k8s.io/v1/selfsubjectreviews HTTP/1.1\r\nContent-Type:"
            + " application/json\r\nContent-Length: 2\r\nX-Remote-User: jane\r\nX-Remote-Group: dev"
            + "\r\nX-Remote-Extra-Scopes: a";
    JsonNode review = body(client.ask(client.proxy(), head, body));
    assertEquals("jane", review.at("/status/userInfo/username").asText());
    assertEquals("dev", review.at("/status/userInfo/groups/0").asText());
    assertEquals("a", review.at("/status/userInfo/extra/scopes/0").asText());
    JsonNode administrator = body(client.ask(client.administrator(), head, body));
    assertEquals("kubernetes-admin", administrator.at("/status/userInfo/username").asText());
  }
}
