package dev.skiff.agent.probe;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.HTTPHeader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The GET requests of probes and hooks: any Host header may be set, certificates are not checked,
 * and of the answer only the status and Location matter. That is little enough to do without an
 * HTTP client, whose pools and threads a node would carry for every pod.
 */
public final class HttpGet {

  private static final int MAX_HEADER_BYTES = 64 * 1024;

  private HttpGet() {}

  /** Where a request goes, and its headers. */
  public record Target(
      String scheme, String host, int port, String path, Map<String, String> headers) {

    @Override
    public String toString() {
      return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + path;
    }
  }

  /**
   * What came back.
   *
   * @param location null if there is none
   */
  public record Answer(int code, String location) {

    /**
     * Where the answer leads, or null if it is no redirect.
     *
     * @throws IOException if it leads to what is no address
     */
    Target redirect(Target from) throws IOException {
      if (code < 300 || code > 399 || code == 304 || location == null) {
        return null;
      }
      URI uri;
      try {
        uri = URI.create(from.toString()).resolve(location);
      } catch (IllegalArgumentException e) {
        throw new IOException("failed to parse Location header \"" + location + "\"", e);
      }
      if (uri.getHost() == null) {
        return null;
      }
      int port = uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("https") ? 443 : 80;
      return new Target(uri.getScheme(), uri.getHost(), port, path(uri), from.headers);
    }

    private static String path(URI uri) {
      String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
      return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
  }

  /**
   * The target of an action.
   *
   * @throws IllegalArgumentException when it names a port that is not known
   */
  public static Target target(HTTPGetAction action, Container container, String podIp) {
    String scheme = action.getScheme() == null ? "http" : action.getScheme();
    String host = action.getHost() == null || action.getHost().isEmpty() ? podIp : action.getHost();
    String path = action.getPath() == null || action.getPath().isEmpty() ? "/" : action.getPath();
    Map<String, String> headers = new LinkedHashMap<>();
    if (action.getHttpHeaders() != null) {
      for (HTTPHeader header : action.getHttpHeaders()) {
        headers.put(header.getName(), header.getValue());
      }
    }
    return new Target(
        scheme.toLowerCase(Locale.ROOT),
        host,
        Ports.resolve(action.getPort(), container),
        path.startsWith("/") ? path : "/" + path,
        headers);
  }

  /**
   * Sends the request.
   *
   * @throws SocketTimeoutException when the answer took longer than {@code timeout}
   */
  public static Answer send(Target target, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Socket plain = new Socket()) {
      plain.connect(new InetSocketAddress(target.host, target.port), left(deadline));
      plain.setSoTimeout(left(deadline));
      try (Socket socket = target.scheme.equals("https") ? secure(plain, target) : plain) {
        OutputStream out = socket.getOutputStream();
        out.write(request(target).getBytes(StandardCharsets.UTF_8));
        out.flush();
        return answer(new BufferedInputStream(socket.getInputStream()), socket, deadline);
      }
    }
  }

  private static String request(Target target) {
    StringBuilder text = new StringBuilder("GET " + target.path + " HTTP/1.1\r\n");
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", target.host + ":" + target.port);
    headers.put("User-Agent", "kube-probe/1.35");
    headers.put("Accept", "*/*");
    target.headers.forEach(
        (name, value) -> {
          headers.keySet().removeIf(name::equalsIgnoreCase);
          if (!value.isEmpty() || !name.equalsIgnoreCase("User-Agent")) {
            headers.put(name, value);
          }
        });
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    return text.append("Connection: close\r\n\r\n").toString();
  }

  private static Answer answer(InputStream in, Socket socket, long deadline) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!endsHead(head)) {
      socket.setSoTimeout(left(deadline));
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.append((char) next);
      if (head.length() > MAX_HEADER_BYTES) {
        throw new IOException("headers exceed " + MAX_HEADER_BYTES + " bytes");
      }
    }
    String[] lines = head.toString().split("\r?\n");
    String[] status = lines[0].split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/") || !status[1].matches("\\d{3}")) {
      throw new IOException("malformed HTTP response \"" + lines[0] + "\"");
    }
    String location = null;
    for (int i = 1; i < lines.length; i++) {
      if (lines[i].regionMatches(true, 0, "Location:", 0, 9)) {
        location = lines[i].substring(9).trim();
      }
    }
    return new Answer(Integer.parseInt(status[1]), location);
  }

  /** Looks at the end only: a pod may send a long head, byte by byte. */
  private static boolean endsHead(StringBuilder head) {
    int length = head.length();
    return length >= 2
        && head.charAt(length - 1) == '\n'
        && (head.charAt(length - 2) == '\n'
            || length >= 4 && head.indexOf("\r\n\r\n", length - 4) >= 0);
  }

  private static int left(long deadline) throws SocketTimeoutException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("timed out");
    }
    return (int) millis;
  }

  private static Socket secure(Socket plain, Target target) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustAll()}, null);
      return context.getSocketFactory().createSocket(plain, target.host, target.port, true);
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** Probes ask whether a pod answers, not who it is. */
  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

    @Override
    public java.security.cert.X509Certificate[] getAcceptedIssuers() {
      return new java.security.cert.X509Certificate[0];
    }
  }
}
