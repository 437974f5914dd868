package dev.skiff.controlplane.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.skiff.controlplane.bootstrap.CertificateAuthority;
import dev.skiff.controlplane.bootstrap.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** A webhook over TLS on this machine, with an authority of its own. */
public final class WebhookServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpsServer server;
  private final String certificate;
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final List<InetSocketAddress> callers = new CopyOnWriteArrayList<>();

  /**
   * @param names DNS names of its certificate, beside localhost
   */
  public WebhookServer(String... names) throws Exception {
    CertificateAuthority ca = CertificateAuthority.create("webhook-test", Instant.now());
    certificate = Pem.certificate(ca.certificate());
    List<GeneralName> alternatives = new ArrayList<>();
    alternatives.add(new GeneralName(GeneralName.dNSName, "localhost"));
    for (String name : names) alternatives.add(new GeneralName(GeneralName.dNSName, name));
    KeyPair keys = CertificateAuthority.newKeyPair();
    X509Certificate own = sign(ca, keys, alternatives);
    server = HttpsServer.create(new InetSocketAddress("0.0.0.0", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context(own, keys)));
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  private static X509Certificate sign(
      CertificateAuthority ca, KeyPair keys, List<GeneralName> names) throws Exception {
    return ca.sign(
        CertificateAuthority.subject("webhook"),
        keys.getPublic(),
        names,
        KeyUsage.digitalSignature,
        List.of(KeyPurposeId.id_kp_serverAuth),
        Instant.now(),
        Duration.ofHours(1));
  }

  private static SSLContext context(X509Certificate certificate, KeyPair keys) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", keys.getPrivate(), new char[0], new Certificate[] {certificate});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  /** Answers reviews at a path. */
  public void on(String path, UnaryOperator<ObjectNode> answer) {
    server.createContext(
        path,
        exchange -> {
          ObjectNode review = (ObjectNode) JSON.readTree(exchange.getRequestBody().readAllBytes());
          reply(exchange, 200, JSON.writeValueAsBytes(answer.apply(review)));
        });
  }

  /** Answers at a path with a status and a text. */
  public void on(String path, int status, String text) {
    server.createContext(path, exchange -> reply(exchange, status, text.getBytes()));
  }

  /** Answers at a path, and all that is below it, by hand. */
  public void handle(String path, HttpHandler handler) {
    server.createContext(path, handler);
  }

  private void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    queries.add(exchange.getRequestURI().getQuery());
    callers.add(exchange.getRemoteAddress());
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** The queries of the calls that were answered. */
  public List<String> queries() {
    return queries;
  }

  /** From where the calls that were answered came: a connection each. */
  public List<InetSocketAddress> callers() {
    return callers;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** A URL that its certificate is good for. */
  public String url(String path) {
    return "https://localhost:" + port() + path;
  }

  /** Its authority, as a {@code caBundle}. */
  public String caBundle() {
    return Base64.getEncoder().encodeToString(certificate.getBytes());
  }

  /** An address of this machine that an EndpointSlice may name. */
  public static String address() throws Exception {
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress address : Collections.list(each.getInetAddresses())) {
        boolean usable = !address.isLoopbackAddress() && !address.isLinkLocalAddress();
        if (usable && address instanceof java.net.Inet4Address) return address.getHostAddress();
      }
    }
    throw new IllegalStateException("This machine has no address but loopback");
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
