package dev.skiff.agent.api;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** An API server that answers as a test wants, and a client of it. */
public final class TestApiServer implements AutoCloseable {
  private static final String PASSWORD = "secret";

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  public final ApiClient client;

  /**
   * @param directory for a key and a certificate
   */
  public TestApiServer(Path directory, Handler<HttpServerRequest> handler) throws Exception {
    Path keys = keys(directory);
    server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setKeyCertOptions(
                        new PfxOptions().setPath(keys.toString()).setPassword(PASSWORD)))
            .requestHandler(handler)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    URI address = URI.create("https://127.0.0.1:" + server.actualPort());
    client = new ApiClient(vertx, new Kubeconfig(address, certificate(keys), null, null, "token"));
  }

  public static void answer(HttpServerRequest request, int status, Object body) {
    request.response().setStatusCode(status).end(Buffer.buffer(Json.bytes(body)));
  }

  /** Nobody is there any more. */
  public void goAway() throws Exception {
    server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static Path keys(Path directory) throws Exception {
    Path keys = directory.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keys.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException("keytool failed");
    }
    return keys;
  }

  private static byte[] certificate(Path keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    byte[] encoded = store.getCertificate(store.aliases().nextElement()).getEncoded();
    String base64 = Base64.getMimeEncoder().encodeToString(encoded);
    return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n").getBytes();
  }

  @Override
  public void close() throws Exception {
    client.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
