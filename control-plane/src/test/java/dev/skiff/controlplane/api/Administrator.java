package dev.skiff.controlplane.api;

import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.SSLConfig;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.http.conn.ssl.SSLSocketFactory;

/** Speaks to the server under test over TLS, with the administrator's certificate or without. */
@Singleton
public final class Administrator {
  public static final String JSON = "application/json";
  public static final String MERGE = "application/merge-patch+json";

  private final String server;
  private final SSLContext known;
  private final SSLContext unknown;

  Administrator(Pki pki, SkiffConfig config) throws Exception {
    server = "https://127.0.0.1:" + config.port();
    known = context(pki, true);
    unknown = context(pki, false);
  }

  /** A request as administrator. */
  public RequestSpecification request() {
    return request(known);
  }

  /** A request of somebody who shows no certificate. */
  public RequestSpecification anonymousRequest() {
    return request(unknown);
  }

  /** A client that speaks HTTP/2, as administrator; to be closed. */
  public HttpClient client() {
    return HttpClient.newBuilder().sslContext(known).build();
  }

  /** Where a path is on the server. */
  public URI uri(String path) {
    return URI.create(server + path);
  }

  /**
   * Reads a WebSocket to its end.
   *
   * @param protocol the sub-protocol to ask for; null for none
   * @return the messages: texts as they are, binary ones as UTF-8 behind the word "binary"
   */
  public List<String> webSocket(String path, String protocol) throws Exception {
    List<String> messages = new ArrayList<>();
    CompletableFuture<Void> closed = new CompletableFuture<>();
    try (HttpClient client = client()) {
      WebSocket.Builder builder = client.newWebSocketBuilder();
      if (protocol != null) builder.subprotocols(protocol);
      builder
          .buildAsync(
              URI.create(server.replace("https", "wss") + path),
              new WebSocket.Listener() {
                @Override
                public CompletionStage<?> onText(
                    WebSocket socket, CharSequence text, boolean last) {
                  messages.add(text.toString());
                  socket.request(1);
                  return null;
                }

                @Override
                public CompletionStage<?> onBinary(
                    WebSocket socket, ByteBuffer bytes, boolean last) {
                  messages.add("binary " + StandardCharsets.UTF_8.decode(bytes));
                  socket.request(1);
                  return null;
                }

                @Override
                public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                  closed.complete(null);
                  return null;
                }
              })
          .get(10, TimeUnit.SECONDS);
      closed.get(20, TimeUnit.SECONDS);
    }
    return messages;
  }

  public Response get(String path) {
    return request().get(path);
  }

  public Response post(String path, String json) {
    return request().contentType(JSON).body(json).post(path);
  }

  public Response put(String path, String json) {
    return request().contentType(JSON).body(json).put(path);
  }

  public Response patch(String path, String mediaType, String patch) {
    return request().contentType(mediaType).body(patch).patch(path);
  }

  public Response delete(String path) {
    return request().delete(path);
  }

  /** Makes a namespace of its own for a test; gives its name. */
  public String namespace() {
    String name = "test-" + UUID.randomUUID();
    post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}").then().statusCode(201);
    return name;
  }

  private RequestSpecification request(SSLContext context) {
    return RestAssured.given()
        .baseUri(server)
        .urlEncodingEnabled(true)
        .config(
            RestAssured.config()
                .sslConfig(SSLConfig.sslConfig().sslSocketFactory(new SSLSocketFactory(context)))
                .encoderConfig(
                    EncoderConfig.encoderConfig()
                        .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                        .encodeContentTypeAs(MERGE, ContentType.TEXT)
                        .encodeContentTypeAs("application/json-patch+json", ContentType.TEXT)
                        .encodeContentTypeAs("application/apply-patch+yaml", ContentType.TEXT)
                        .encodeContentTypeAs("application/yaml", ContentType.TEXT)
                        .encodeContentTypeAs(
                            "application/strategic-merge-patch+json", ContentType.TEXT)));
  }

  private static SSLContext context(Pki pki, boolean withCertificate) throws Exception {
    KeyStore trusted = empty();
    trusted.setCertificateEntry("ca", pki.ca().certificate());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore own = empty();
    if (withCertificate) {
      Certificate[] chain = {pki.admin().certificate()};
      own.setKeyEntry("admin", pki.admin().key(), new char[0], chain);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore empty() throws GeneralSecurityException, java.io.IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
