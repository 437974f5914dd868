package dev.skiff.agent.server;

import dev.skiff.agent.certificate.IssuedCertificate;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jboss.logging.Logger;

/**
 * The kubelet API over HTTPS: a virtual thread per connection. HTTP is spoken here directly because
 * the connections of exec, attach and port-forward leave it, with whatever method and protocol the
 * client upgrades.
 */
public final class KubeletServer implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(KubeletServer.class);
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);
  private static final Duration ACCEPT_RETRY = Duration.ofMillis(100);

  /** No request of this API has a body that means anything. */
  private static final long BODY_LIMIT = 64 * 1024;

  private final KubeletApi api;
  private final byte[] authority;
  private final ServerSocket socket;
  private volatile SSLContext tls;

  /**
   * Takes the port; requests are answered once there is a certificate.
   *
   * @param authority PEM of the CA that callers' certificates come from
   */
  public KubeletServer(KubeletApi api, byte[] authority, int port) throws IOException {
    this.api = api;
    this.authority = authority;
    try {
      this.socket = new ServerSocket(port);
    } catch (IOException e) {
      throw new IOException("port " + port + " of the kubelet API: " + e.getMessage(), e);
    }
  }

  /** From now on shows this certificate; the first call begins to serve. */
  public synchronized void useCertificate(IssuedCertificate certificate) {
    boolean first = tls == null;
    try {
      tls = TlsContext.of(certificate, authority);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException("the serving certificate is not usable", e);
    }
    if (first) {
      Thread.ofVirtual().name("kubelet API").start(this::accept);
      LOG.infof("kubelet API on port %d", socket.getLocalPort());
    }
  }

  /** The port that is listened on. */
  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket accepted = socket.accept();
        Thread.ofVirtual().name("kubelet API connection").start(() -> serve(accepted));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.warnf("a connection to the kubelet API was not accepted: %s", e.getMessage());
          rest();
        }
      }
    }
  }

  /** Of too many open files, say, it is known at once that there still are too many. */
  private static void rest() {
    try {
      Thread.sleep(ACCEPT_RETRY);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(Socket accepted) {
    try (accepted) {
      accepted.setSoTimeout((int) IDLE_LIMIT.toMillis());
      accepted.setTcpNoDelay(true);
      accepted.setKeepAlive(true);
      SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(accepted, null, true);
      secure.setUseClientMode(false);
      secure.setWantClientAuth(true);
      secure.startHandshake();
      BufferedInputStream in = new BufferedInputStream(secure.getInputStream());
      boolean open = true;
      while (open) {
        open = answer(secure, in);
      }
      secure.close();
    } catch (IOException e) {
      LOG.debugf("connection to the kubelet API: %s", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the connection can take another request. */
  private boolean answer(SSLSocket socket, BufferedInputStream in)
      throws IOException, InterruptedException {
    HttpRequest request;
    try {
      request = HttpRequest.read(in);
    } catch (IllegalArgumentException e) {
      new HttpExchange(socket, in, null).respond(400, e.getMessage() + "\n");
      return false;
    }
    return request != null && answer(new HttpExchange(socket, in, request), in);
  }

  private boolean answer(HttpExchange exchange, BufferedInputStream in)
      throws IOException, InterruptedException {
    long body = exchange.request().contentLength();
    try {
      if (body > BODY_LIMIT) {
        throw new StatusError(400, "requests have no body here");
      }
      in.skipNBytes(Math.max(0, body));
      api.handle(exchange);
    } catch (StatusError e) {
      if (!exchange.isAnswered()) {
        exchange.respond(e.status(), e.getMessage() + "\n");
      }
    } catch (NoSuchTargetException e) {
      exchange.respond(404, e.getMessage() + "\n");
    } catch (IOException e) {
      if (exchange.isAnswered()) {
        throw e;
      }
      exchange.respond(500, e + "\n");
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s %s", exchange.request().method(), exchange.request().path());
      if (!exchange.isAnswered()) {
        exchange.respond(500, e + "\n");
      }
    }
    return body >= 0 && body <= BODY_LIMIT && exchange.isReusable();
  }
}
