package dev.skiff.controlplane.api;

import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.IdentityKeyManager;
import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.webhook.WebhookServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.TrustOptions;
import jakarta.inject.Inject;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Logs and upgraded connections, with an agent that is played by a small TLS server. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class NodeStreamsTest {
  @Inject Administrator admin;
  @Inject Pki pki;
  @Inject SkiffConfig config;
  @Inject Vertx vertx;

  private NetServer agent;
  private volatile String asked;
  private TrustManagerFactory trust;
  private String pod;

  @BeforeEach
  void startAgent() throws Exception {
    String namespace = admin.namespace();
    Identity own = NodeIdentities.of(pki, "node-" + namespace, "127.0.0.1");
    KeyStore authority = KeyStore.getInstance("PKCS12");
    authority.load(null, null);
    authority.setCertificateEntry("ca", pki.ca().certificate());
    trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(authority);
    agent =
        vertx.createNetServer(
            new NetServerOptions()
                .setSsl(true)
                .setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(KeyCertOptions.wrap(new IdentityKeyManager(() -> own)))
                .setTrustOptions(
                    TrustOptions.wrap((X509TrustManager) trust.getTrustManagers()[0])));
    agent.connectHandler(connection -> connection.handler(head -> answer(connection, head)));
    agent
        .listen(0, "127.0.0.1")
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    pod = podOnNode(namespace);
  }

  @AfterEach
  @Timeout(60)
  void stopAgent() {
    // A tunnel's end is noticed soon.
    while (openTunnels() > 0) Thread.onSpinWait();
    agent.close();
  }

  /** Plain HTTP by hand: Vert.x' server upgrades GET only, and SPDY asks with POST. */
  private void answer(NetSocket connection, Buffer head) {
    String request = head.toString();
    asked = request.split(" ")[1];
    if (request.toLowerCase().contains("upgrade: spdy/3.1")) {
      connection.handler(connection::write);
      connection.write(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n");
    } else {
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 14\r\n\r\nline 1\nline 2\n");
    }
  }

  @Test
  void logsComeFromTheAgent() {
    assertEquals("line 1\nline 2\n", admin.get(pod + "/log?tailLines=2").asString());
    assertTrue(asked.startsWith("/containerLogs/"), asked);
    assertTrue(asked.endsWith("/p/c?tailLines=2"), asked);
    admin.get(pod + "/log?tailLines=-1").then().statusCode(422);
  }

  @Test
  void logsComeOverWebSocketsToo() throws Exception {
    assertEquals("binary line 1\nline 2\n", String.join("", admin.webSocket(pod + "/log", null)));
    assertEquals(
        List.of("bGluZSAxCmxpbmUgMgo="), admin.webSocket(pod + "/log", "base64.binary.k8s.io"));
  }

  @Test
  void upgradesBecomeTunnels() throws Exception {
    try (SSLSocket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      String head =
          "POST "
              + pod
              + "/exec?command=cat&stdin=true&stdout=true HTTP/1.1\r\nHost: x\r\n"
              + "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n\r\n";
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      String answer = "";
      while (!answer.endsWith("\r\n\r\n")) answer += (char) in.read();
      assertTrue(answer.startsWith("HTTP/1.1 101"), answer);
      out.write("ping".getBytes(StandardCharsets.US_ASCII));
      out.flush();
      assertEquals("ping", new String(in.readNBytes(4), StandardCharsets.US_ASCII));
      assertTrue(asked.contains("/p/c?command=cat&input=1&output=1"), asked);
      assertEquals(1, openTunnels());
    }
  }

  @Test
  void anAgentThatMakesNoTunnelIsNotTalkedTo() throws Exception {
    try (SSLSocket socket = connect()) {
      String head =
          "GET "
              + pod
              + "/exec?command=cat&stdout=true HTTP/1.1\r\nHost: x\r\n"
              + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String answer = "";
      while (!answer.endsWith("}\n")) answer += (char) in.read();
      assertTrue(answer.startsWith("HTTP/1.1 500"), answer);
      assertTrue(
          answer.contains("\"message\":\"invalid upgrade response: status code 200\",\"code\":500"),
          answer);
    }
  }

  @Test
  void webhooksMayChangeWhatIsRun() throws Exception {
    try (WebhookServer server = new WebhookServer()) {
      String patch =
          "[{\"op\":\"replace\",\"path\":\"/command/0\",\"value\":\"tac\"},{\"op\":\"remove\",\"path\":\"/stdin\"}]";
      server.on(
          "/",
          review -> {
            var answer = review.objectNode().put("apiVersion", "admission.k8s.io/v1");
            answer
                .put("kind", "AdmissionReview")
                .putObject("response")
                .put("allowed", true)
                .put("patchType", "JSONPatch")
                .put("patch", patch.getBytes(StandardCharsets.UTF_8))
                .set("uid", review.at("/request/uid"));
            return answer;
          });
      String hooks = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
      admin
          .post(
              hooks,
              "{\"metadata\":{\"name\":\"exec\"},\"webhooks\":[{\"name\":\"exec.example.com\",\"clientConfig\":{\"url\":\"%s\",\"caBundle\":\"%s\"},\"rules\":[{\"operations\":[\"CONNECT\"],\"apiGroups\":[\"\"],\"apiVersions\":[\"v1\"],\"resources\":[\"pods/exec\"]}],\"sideEffects\":\"None\",\"admissionReviewVersions\":[\"v1\"]}]}"
                  .formatted(server.url("/"), server.caBundle()))
          .then()
          .statusCode(201);
      admin.get(hooks + "/exec").then().statusCode(200);
      try (SSLSocket socket = connect()) {
        socket
            .getOutputStream()
            .write(
                ("POST "
                        + pod
                        + "/exec?command=cat&command=f&stdin=true&stdout=true HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Upgrade: SPDY/3.1\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        String line = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertEquals("HTTP/1.1 101", line);
      } finally {
        admin.delete(hooks + "/exec").then().statusCode(200);
      }
      assertTrue(asked.endsWith("/p/c?output=1&command=tac&command=f"), asked);
    }
  }

  private int openTunnels() {
    return admin
        .get("/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith("apiserver_longrunning_requests{"))
        .filter(line -> line.contains("subresource=\"exec\",verb=\"CONNECT\""))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @Test
  void withoutAnUpgradeThereIsNoExec() {
    admin
        .post(pod + "/exec?command=ls", "")
        .then()
        .statusCode(400)
        .body("message", containsString("Upgrade request required"));
  }

  private SSLSocket connect() throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    Certificate[] chain = {pki.admin().certificate()};
    own.setKeyEntry("admin", pki.admin().key(), new char[0], chain);
    KeyManagerFactory mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    mine.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(mine.getKeyManagers(), trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", config.port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private String podOnNode(String namespace) {
    String node = "node-" + namespace;
    admin
        .post(
            "/api/v1/nodes",
            "{\"metadata\":{\"name\":\"%s\"},\"status\":{\"addresses\":[{\"type\":\"InternalIP\",\"address\":\"127.0.0.1\"}],\"daemonEndpoints\":{\"kubeletEndpoint\":{\"Port\":%d}}}}"
                .formatted(node, agent.actualPort()))
        .then()
        .statusCode(201);
    String inNamespace = "/api/v1/namespaces/" + namespace;
    admin.post(inNamespace + "/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    admin
        .post(
            inNamespace + "/pods",
            "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"nodeName\":\"%s\",\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"
                .formatted(node))
        .then()
        .statusCode(201);
    return inNamespace + "/pods/p";
  }
}
