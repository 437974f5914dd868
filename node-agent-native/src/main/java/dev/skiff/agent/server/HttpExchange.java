package dev.skiff.agent.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** One request and the connection on which it is answered. Used by one thread. */
final class HttpExchange {

  private final SSLSocket socket;
  private final BufferedInputStream in;
  private final HttpRequest request;
  private boolean answered;
  private boolean reusable = true;

  HttpExchange(SSLSocket socket, BufferedInputStream in, HttpRequest request) {
    this.socket = socket;
    this.in = in;
    this.request = request;
  }

  HttpRequest request() {
    return request;
  }

  /** The caller's verified certificate, null without one. */
  X509Certificate certificate() {
    try {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  /** Whether an answer has been begun. */
  boolean isAnswered() {
    return answered;
  }

  /** Whether another request may follow on this connection. */
  boolean isReusable() {
    return reusable;
  }

  void respond(int status, String contentType, byte[] body) throws IOException {
    answered = true;
    OutputStream out = socket.getOutputStream();
    out.write(head(status, "Content-Type: " + contentType + "\r\nContent-Length: " + body.length));
    out.write(body);
    out.flush();
  }

  void respond(int status, String text) throws IOException {
    respond(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** An answer of unknown length; what is written is sent at once. Must be closed. */
  OutputStream stream(String contentType) throws IOException {
    answered = true;
    reusable = false;
    OutputStream out = socket.getOutputStream();
    out.write(head(200, "Content-Type: " + contentType + "\r\nTransfer-Encoding: chunked"));
    out.flush();
    return new ChunkedOutput(out);
  }

  /**
   * Has something done, on a thread of its own, when the client has gone. For answers that are
   * streams: nothing that the client still sends is read as a request.
   */
  void whenClientGone(Runnable action) {
    Thread.ofVirtual()
        .name("kubelet API client")
        .start(
            () -> {
              while (clientMaySend()) {}
              action.run();
            });
  }

  private boolean clientMaySend() {
    try {
      return in.read() >= 0;
    } catch (SocketTimeoutException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Gives the connection away: neither HTTP nor this class is used on it any more. */
  Tunnel.End detach() throws IOException {
    answered = true;
    reusable = false;
    socket.setSoTimeout(0);
    return new Tunnel.End(in, socket.getOutputStream(), socket);
  }

  private static byte[] head(int status, String headers) {
    String reason =
        switch (status) {
          case 200 -> "OK";
          case 400 -> "Bad Request";
          case 401 -> "Unauthorized";
          case 403 -> "Forbidden";
          case 404 -> "Not Found";
          case 405 -> "Method Not Allowed";
          default -> "Internal Server Error";
        };
    return ("HTTP/1.1 " + status + " " + reason + "\r\n" + headers + "\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
