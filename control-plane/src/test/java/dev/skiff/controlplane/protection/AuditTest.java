package dev.skiff.controlplane.protection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.webhook.WebhookServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.zip.InflaterInputStream;
import javax.sql.DataSource;
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
  @Inject DataSource database;

  private String send(String id, String request, String body) throws Exception {
    return send(id, request, "application/json", body);
  }

  private String send(String id, String request, String mediaType, String body) throws Exception {
    String head = "%s HTTP/1.1\r\nAudit-ID: %s\r\nUser-Agent: test".formatted(request, id);
    return client.send(head, mediaType, body);
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
        "GET /api/v1/secrets HTTP/1.1\r\nAudit-ID: as\r\nImpersonate-User: unheard"
            + "\r\nX-Forwarded-For: 192.0.2.1, nonsense,2001:db8::1\r\nX-Real-Ip: 192.0.2.1",
        new byte[0]);
    JsonNode as = event("as", "ResponseComplete");
    assertEquals("kubernetes-admin", as.at("/user/username").asText());
    assertEquals(
        "unheard",
        as.at("/impersonatedUser/username").asText(),
        "the policy hears nothing of him, but it is about who asks");
    assertEquals("[\"192.0.2.1\",\"2001:db8::1\",\"127.0.0.1\"]", as.path("sourceIPs").toString());
    assertEquals("forbid", as.at("/annotations/authorization.k8s.io~1decision").asText());
    assertEquals(403, as.at("/responseStatus/code").asInt());
  }

  @Test
  void refusalsAtTheDoorAreWritten() throws Exception {
    String pods = " /api/v1/namespaces/audited/pods";
    String post = "POST" + pods + " HTTP/1.1\r\nAudit-ID: ";
    client.ask(client.administrator(), post + "declared\r\nContent-Length: 4000000", new byte[0]);
    refused("declared", 413);
    String part = "80000\r\n" + "a".repeat(0x80000) + "\r\n";
    client.ask(
        client.administrator(),
        post + "chunked\r\nTransfer-Encoding: chunked",
        (part.repeat(7) + "0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    refused("chunked", 413);
    client.ask(client.administrator(), "FOO" + pods + " HTTP/1.1\r\nAudit-ID: method", new byte[0]);
    refused("method", 405);
    client.ask(
        client.administrator(),
        "GET" + pods + "?timeout=abc HTTP/1.1\r\nAudit-ID: timeout",
        new byte[0]);
    JsonNode timeout = event("timeout", "ResponseStarted");
    assertEquals("{}", timeout.path("user").toString());
    assertEquals(400, timeout.at("/responseStatus/code").asInt());
  }

  private void refused(String id, int code) throws Exception {
    JsonNode event = event(id, "ResponseComplete");
    assertEquals(code, event.at("/responseStatus/code").asInt());
    assertEquals("kubernetes-admin", event.at("/user/username").asText());
    assertEquals("pods", event.at("/objectRef/resource").asText());
  }

  @Test
  void podSecuritySaysWhatItSaw() throws Exception {
    send(
        "level",
        "POST /api/v1/namespaces",
        "{\"metadata\":{\"name\":\"held\",\"labels\":{"
            + "\"pod-security.kubernetes.io/enforce\":\"baseline\","
            + "\"pod-security.kubernetes.io/audit\":\"restricted\","
            + "\"pod-security.kubernetes.io/audit-version\":\"v1.22\"}}}");
    send("more", "POST /api/v1/namespaces", "{\"metadata\":{\"name\":\"free\"}}");
    for (String namespace : List.of("held", "free")) {
      send(
          "default-" + namespace,
          "POST /api/v1/namespaces/" + namespace + "/serviceaccounts",
          "{\"metadata\":{\"name\":\"default\"}}");
    }
    String pod =
        "{\"metadata\":{\"name\":\"%s\"},\"spec\":{%s\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    send("seen", "POST /api/v1/namespaces/held/pods", pod.formatted("seen", ""));
    JsonNode seen = event("seen", "ResponseComplete").path("annotations");
    assertEquals(
        "baseline:latest", seen.path("pod-security.kubernetes.io/enforce-policy").asText());
    assertTrue(
        seen.path("pod-security.kubernetes.io/audit-violations")
            .asText()
            .startsWith("would violate PodSecurity \"restricted:v1.22\": allowPrivilegeEscalation"),
        seen.toString());
    send("free", "POST /api/v1/namespaces/free/pods", pod.formatted("free", "\"hostPID\":true,"));
    assertEquals(
        "privileged:latest",
        event("free", "ResponseComplete")
            .path("annotations")
            .path("pod-security.kubernetes.io/enforce-policy")
            .asText());
    String stricter =
        send(
            "stricter",
            "PUT /api/v1/namespaces/held",
            "{\"metadata\":{\"name\":\"held\",\"labels\":{"
                + "\"pod-security.kubernetes.io/enforce\":\"restricted\"}}}");
    assertTrue(stricter.startsWith("HTTP/1.1 200 "), stricter);
    assertTrue(
        stricter.contains(
            "Warning: 299 - \"existing pods in namespace \\\"held\\\" violate the new PodSecurity"
                + " enforce level \\\"restricted:latest\\\"\""),
        stricter);
  }

  @Test
  void whoMayNotSpeakForOthersIsNamed() throws Exception {
    String accounts = "/api/v1/namespaces/default/serviceaccounts";
    send("speaker", "POST " + accounts, "{\"metadata\":{\"name\":\"speaker\"}}");
    String answer = send("speakers", "POST " + accounts + "/speaker/token", "{\"spec\":{}}");
    String token = JSON.readTree(body(answer)).at("/status/token").asText();
    String refused =
        client.ask(
            client.stranger(),
            "GET /api/v1/secrets HTTP/1.1\r\nAudit-ID: spoke\r\nImpersonate-User: jane"
                + "\r\nImpersonate-Extra-%zz: x\r\nAuthorization: Bearer "
                + token,
            new byte[0]);
    assertTrue(refused.startsWith("HTTP/1.1 403 "), refused);
    JsonNode spoke = event("spoke", "ResponseComplete");
    assertEquals("system:serviceaccount:default:speaker", spoke.at("/user/username").asText());
    assertEquals(403, spoke.at("/responseStatus/code").asInt());
  }

  @Test
  void updatesNameTheirObject() throws Exception {
    String accounts = "/api/v1/namespaces/default/serviceaccounts";
    send("made", "POST " + accounts, "{\"metadata\":{\"name\":\"named\"}}");
    String uid =
        JSON.readTree(body(send("read", "GET " + accounts + "/named", "")))
            .at("/metadata/uid")
            .asText();
    send(
        "changed",
        "PUT " + accounts + "/named",
        "{\"metadata\":{\"name\":\"named\",\"uid\":\"" + uid + "\"}}");
    assertEquals(uid, event("changed", "ResponseComplete").at("/objectRef/uid").asText());
  }

  @Test
  void endpointsAreDeprecated() throws Exception {
    send("endpoints", "GET /api/v1/namespaces/default/endpoints", "");
    assertEquals(
        "true",
        event("endpoints", "ResponseComplete").at("/annotations/k8s.io~1deprecated").asText());
  }

  @Test
  void tokensAreNamed() throws Exception {
    String accounts = "/api/v1/namespaces/default/serviceaccounts";
    send("bot", "POST " + accounts, "{\"metadata\":{\"name\":\"bot\"}}");
    String answer = send("token", "POST " + accounts + "/bot/token", "{\"spec\":{}}");
    String id =
        event("token", "ResponseComplete")
            .at("/annotations/authentication.kubernetes.io~1issued-credential-id")
            .asText();
    assertTrue(id.startsWith("JTI="), answer);
    String token = JSON.readTree(body(answer)).at("/status/token").asText();
    client.ask(
        client.stranger(),
        "GET /api/v1/secrets HTTP/1.1\r\nAudit-ID: used\r\nAuthorization: Bearer " + token,
        new byte[0]);
    assertEquals(
        id,
        event("used", "ResponseComplete")
            .at("/user/extra/authentication.kubernetes.io~1credential-id/0")
            .asText());
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void whatPassesThroughIsFollowedToItsEnd() throws Exception {
    String pods = "/api/v1/namespaces/default/pods";
    send("gone", "GET " + pods + "/gone/proxy/", "");
    for (String stage : List.of("ResponseStarted", "ResponseComplete")) {
      JsonNode gone = event("gone", stage);
      assertEquals(404, gone.at("/responseStatus/code").asInt());
      assertEquals("NotFound", gone.at("/responseStatus/reason").asText());
      assertEquals("proxy", gone.at("/objectRef/subresource").asText());
    }
    send(
        "account",
        "POST /api/v1/namespaces/default/serviceaccounts",
        "{\"metadata\":{\"name\":\"default\"}}");
    send(
        "pod",
        "POST " + pods,
        "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
    String address = WebhookServer.address();
    send(
        "address",
        "PATCH " + pods + "/p/status",
        "application/merge-patch+json",
        "{\"status\":{\"podIP\":\"%1$s\",\"podIPs\":[{\"ip\":\"%1$s\"}]}}".formatted(address));
    try (WebhookServer server = new WebhookServer()) {
      server.on("/hello", 202, "hello");
      String site = pods + "/https:p:" + server.port() + "/proxy";
      String answer = send("passed", "GET " + site + "/hello", "");
      assertTrue(answer.startsWith("HTTP/1.1 202 "), answer);
      assertTrue(answer.toLowerCase().contains("audit-id: passed"), answer);
      assertEquals(
          202, event("passed", "ResponseComplete").at("/responseStatus/code").asInt(), answer);
      upgrade("none", site + "/hello");
      assertEquals(500, event("none", "ResponseComplete").at("/responseStatus/code").asInt());
    }
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName(address))) {
      Thread.startVirtualThread(() -> switchOnce(other));
      upgrade("tunnel", pods + "/p:" + other.getLocalPort() + "/proxy/");
      assertEquals(101, event("tunnel", "ResponseStarted").at("/responseStatus/code").asInt());
      assertEquals(101, event("tunnel", "ResponseComplete").at("/responseStatus/code").asInt());
    }
    String metrics = send("metrics", "GET /metrics", "");
    for (int code : new int[] {101, 202, 404, 500}) {
      assertTrue(
          metrics.contains(
              "apiserver_request_total{code=\"%d\",component=\"apiserver\",dry_run=\"\",group=\"\",resource=\"pods\",scope=\"resource\",subresource=\"proxy\",verb=\"CONNECT\",version=\"v1\"} "
                  .formatted(code)),
          metrics);
    }
  }

  private void upgrade(String id, String path) throws IOException {
    String head = "GET %s HTTP/1.1\r\nAudit-ID: %s\r\nUpgrade: other\r\nConnection: Upgrade";
    client.ask(client.administrator(), head.formatted(path, id), new byte[0]);
  }

  /** A server that agrees to another protocol, and has nothing to say in it. */
  private static void switchOnce(ServerSocket server) {
    try (Socket connection = server.accept()) {
      String answer =
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n";
      var head = new Scanner(connection.getInputStream(), StandardCharsets.US_ASCII);
      while (!head.nextLine().isEmpty()) continue;
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    assertTrue(
        inflated(valueOnDisk("configmaps", "shown")).contains("to-be-found-on-disk"),
        "we look in the right place");
    assertTrue(text(valueOnDisk("secrets", "hidden")).startsWith("k8s:enc:aesgcm:v1:"));
    String onDisk = "";
    for (String file : List.of("skiff.db", "skiff.db-wal")) {
      Path path = store(file);
      if (Files.exists(path)) onDisk += text(Files.readAllBytes(path));
    }
    assertFalse(onDisk.contains(marker));
    assertFalse(onDisk.contains("nobody-may-see-this"));
  }

  private Path store(String file) {
    return config.dataDir().resolve("store").resolve(file);
  }

  private byte[] valueOnDisk(String resource, String name) throws Exception {
    try (var connection = database.getConnection();
        var query =
            connection.prepareStatement("select value from log where resource = ? and name = ?")) {
      query.setString(1, resource);
      query.setString(2, name);
      var found = query.executeQuery();
      assertTrue(found.next(), resource + " " + name);
      return found.getBytes(1);
    }
  }

  private static String inflated(byte[] value) throws Exception {
    try (var in = new InflaterInputStream(new ByteArrayInputStream(value))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
