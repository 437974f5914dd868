package dev.skiff.controlplane.protection;

import dev.skiff.controlplane.bootstrap.Identity;
import dev.skiff.controlplane.bootstrap.Pki;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Sends bytes that no HTTP library would. */
@Singleton
public final class RawClient {
  private static final int PATIENCE_MILLIS = 20_000;
  private final int port;
  private final SSLContext stranger;
  private final SSLContext administrator;
  private final SSLContext proxy;

  RawClient(SkiffConfig config, Pki pki) throws Exception {
    port = config.port();
    stranger = context(pki, null);
    administrator = context(pki, pki.admin());
    proxy = context(pki, pki.frontProxyClient());
  }

  /** A connection of somebody without a certificate. */
  public SSLSocket stranger() throws IOException {
    return connect(stranger);
  }

  /** A connection of the administrator. */
  public SSLSocket administrator() throws IOException {
    return connect(administrator);
  }

  /** A connection of a proxy that may speak for others. */
  public SSLSocket proxy() throws IOException {
    return connect(proxy);
  }

  /** Sends a request that asks for the connection's end, and reads all of the answer. */
  public String ask(SSLSocket connection, String head, byte[] body) throws IOException {
    try (connection) {
      byte[] bytes =
          (head + "\r\nHost: skiff\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      send(connection.getOutputStream(), bytes, body);
      return read(connection.getInputStream());
    }
  }

  /** Sends a text as the administrator. */
  public String send(String head, String mediaType, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String described =
        "%s\r\nContent-Type: %s\r\nContent-Length: %d".formatted(head, mediaType, body.length);
    return ask(administrator(), described, body);
  }

  private static void send(OutputStream out, byte[] head, byte[] body) {
    try {
      out.write(head);
      out.write(body);
      out.flush();
    } catch (IOException refused) {
      // Who refuses a request need not read all of it: the answer is there all the same.
    }
  }

  /** What comes until the connection ends, however it ends. */
  static String read(InputStream in) {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[8192];
    try {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        text.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException cutOff) {
      // What came so far is the answer.
    }
    return text.toString();
  }

  private SSLSocket connect(SSLContext context) throws IOException {
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.startHandshake();
    return socket;
  }

  private static SSLContext context(Pki pki, Identity own) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", pki.ca().certificate());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    if (own != null) {
      Certificate[] chain = {own.certificate()};
      keys.setKeyEntry("own", own.key(), new char[0], chain);
    }
    var manager = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    manager.init(keys, new char[0]);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(manager.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
