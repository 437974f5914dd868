package dev.skiff.controlplane.protection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The audit log of a running server; the events' form was read from upstream's v1.35.4. */
@QuarkusTest
@TestProfile(ProtectedServer.class)
@Timeout(120)
class AuditTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @Inject RawClient client;
  @Inject SkiffConfig config;

  private String send(String id, String request, String body) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return client.ask(
        client.administrator(),
        request
            + " HTTP/1.1\r\nAudit-ID: "
            + id
            + "\r\nUser-Agent: test\r\nContent-Type: application/json\r\nContent-Length: "
            + bytes.length,
        bytes);
  }

  /** The log is written behind the answers: waits for the first event of a request. */
  private JsonNode event(String id, String stage) throws Exception {
    Path log = config.dataDir().resolve("audit/audit.log");
    while (true) {
      for (String line : Files.readAllLines(log)) {
        if (!line.endsWith("}")) continue;
        JsonNode event = JSON.readTree(line);
        if (event.path("auditID").asText().equals(id) && event.path("stage").asText().equals(stage))
          return event;
      }
      Thread.sleep(20);
    }
  }

  @Test
  void bodiesAreShownAsTheLevelSays() throws Exception {
    send("namespace", "POST /api/v1/namespaces", "{\"metadata\":{\"name\":\"audited\"}}");
    String collection = "/api/v1/namespaces/audited/configmaps";
    String answer = send("create", "POST " + collection, "{\"metadata\":{\"name\":\"a\"}}");
    assertTrue(answer.contains("Audit-Id: create"), answer);
    send("missing", "GET " + collection + "/nothing", "");
    send("watch", "GET " + collection + "?watch=1&timeoutSeconds=1", "");
    send(
        "account",
        "POST /api/v1/namespaces/audited/serviceaccounts",
        "{\"metadata\":{\"name\":\"a\"}}");

    JsonNode created = event("create", "ResponseComplete");
    assertEquals("audit.k8s.io/v1", created.path("apiVersion").asText());
    assertEquals("RequestResponse", created.path("level").asText());
    assertEquals(collection, created.path("requestURI").asText());
    assertEquals("create", created.path("verb").asText());
    assertEquals("kubernetes-admin", created.path("user").path("username").asText());
    assertTrue(
        created
            .at("/user/extra/authentication.kubernetes.io~1credential-id/0")
            .asText()
            .startsWith("X509SHA256="),
        created.toString());
    assertEquals("127.0.0.1", created.at("/sourceIPs/0").asText());
    assertEquals("test", created.path("userAgent").asText());
    assertEquals(
        "{\"resource\":\"configmaps\",\"namespace\":\"audited\",\"name\":\"a\",\"apiVersion\":\"v1\"}",
        created.path("objectRef").toString());
    assertEquals("{\"metadata\":{},\"code\":201}", created.path("responseStatus").toString());
    assertEquals(
        "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}",
        created.path("requestObject").toString());
    assertFalse(created.at("/responseObject/metadata/uid").asText().isEmpty());
    assertTrue(created.at("/responseObject/metadata/managedFields").isMissingNode());
    assertEquals(
        "{\"authorization.k8s.io/decision\":\"allow\",\"authorization.k8s.io/reason\":\"\"}",
        created.path("annotations").toString());

    JsonNode missing = event("missing", "ResponseComplete");
    assertEquals("NotFound", missing.at("/responseStatus/reason").asText());
    assertEquals("Status", missing.at("/responseObject/kind").asText());

    assertEquals(200, event("watch", "ResponseStarted").at("/responseStatus/code").asInt());
    assertEquals("watch", event("watch", "ResponseComplete").path("verb").asText());

    JsonNode account = event("account", "ResponseComplete");
    assertFalse(account.path("requestObject").isMissingNode());
    assertTrue(account.path("responseObject").isMissingNode());

    JsonNode namespace = event("namespace", "ResponseComplete");
    assertEquals("audited", namespace.at("/objectRef/name").asText());
    assertTrue(namespace.path("requestObject").isMissingNode());
  }

  @Test
  void strangersAndImpersonatorsAreNamed() throws Exception {
    client.ask(
        client.stranger(), "GET /api/v1/secrets HTTP/1.1\r\nAudit-ID: stranger", new byte[0]);
    JsonNode stranger = event("stranger", "ResponseStarted");
    assertEquals("{}", stranger.path("user").toString());
    assertEquals(401, stranger.at("/responseStatus/code").asInt());
    client.ask(
        client.administrator(),
        "GET /api/v1/secrets HTTP/1.1\r\nAudit-ID: as\r\nImpersonate-User: jane",
        new byte[0]);
    JsonNode as = event("as", "ResponseComplete");
    assertEquals("kubernetes-admin", as.at("/user/username").asText());
    assertEquals("jane", as.at("/impersonatedUser/username").asText());
    assertEquals("forbid", as.at("/annotations/authorization.k8s.io~1decision").asText());
    assertEquals(403, as.at("/responseStatus/code").asInt());
  }

  @Test
  void secretsAreNotOnDisk() throws Exception {
    String marker = "bm9ib2R5LW1heS1zZWUtdGhpcw==";
    send(
        "secret",
        "POST /api/v1/namespaces/default/secrets",
        "{\"metadata\":{\"name\":\"hidden\"},\"data\":{\"x\":\"" + marker + "\"}}");
    send(
        "config",
        "POST /api/v1/namespaces/default/configmaps",
        "{\"metadata\":{\"name\":\"shown\"},\"data\":{\"x\":\"to-be-found-on-disk\"}}");
    assertTrue(send("read", "GET /api/v1/namespaces/default/secrets/hidden", "").contains(marker));
    String onDisk = "";
    for (String file : List.of("skiff.db", "skiff.db-wal")) {
      Path path = config.dataDir().resolve("store").resolve(file);
      if (Files.exists(path)) onDisk += Files.readString(path, StandardCharsets.ISO_8859_1);
    }
    assertTrue(onDisk.contains("to-be-found-on-disk"), "we look in the right place");
    assertTrue(onDisk.contains("k8s:enc:aesgcm:v1:"));
    assertFalse(onDisk.contains(marker));
    assertFalse(onDisk.contains("nobody-may-see-this"));
  }
}
