package dev.skiff.controlplane.api.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Makes redirects and links that are relative to the root of a backend's site lead through the
 * proxy, as upstream does: in Location headers and in HTML.
 */
final class LinkRewriter implements AnswerRewriter {
  private static final List<String> CROSS_ORIGIN =
      List.of(
          "Access-Control-Allow-Credentials",
          "Access-Control-Allow-Headers",
          "Access-Control-Allow-Methods",
          "Access-Control-Allow-Origin");

  /** A prefix of some hundred bytes before each of many links makes a page many times as large. */
  private static final int RESULT_LIMIT = 4 * PAGE_LIMIT;

  private final String prefix;
  private final String requestHost;
  private final String backendHost;

  /**
   * @param prefix path under which the backend's root is found here, without a slash at its end
   * @param requestHost host and port by which the client found this server
   * @param backendHost host and port of the backend
   */
  LinkRewriter(String prefix, String requestHost, String backendHost) {
    this.prefix = prefix;
    this.requestHost = requestHost;
    this.backendHost = backendHost;
  }

  @Override
  public void headers(MultiMap headers) {
    CROSS_ORIGIN.forEach(headers::remove);
    String location = headers.get("Location");
    if (location != null) headers.set("Location", rewrite(location));
  }

  @Override
  public boolean changesBody(MultiMap headers) {
    String type = headers.get("Content-Type");
    return !headers.contains("Location")
        && type != null
        && type.split(";", 2)[0].strip().equals("text/html")
        && List.of("", "gzip", "deflate").contains(encoding(headers));
  }

  private static String encoding(MultiMap headers) {
    String encoding = headers.get("Content-Encoding");
    return encoding == null ? "" : encoding;
  }

  @Override
  public Optional<Buffer> body(Buffer body, MultiMap headers) {
    String encoding = encoding(headers);
    return decoded(body.getBytes(), encoding)
        .map(page -> new String(page, StandardCharsets.ISO_8859_1))
        .flatMap(page -> HtmlLinks.rewrite(page, this::rewrite, RESULT_LIMIT))
        .map(page -> encoded(page.getBytes(StandardCharsets.ISO_8859_1), encoding))
        .map(Buffer::buffer);
  }

  /** A link as the client has to follow it. */
  String rewrite(String link) {
    URI uri;
    try {
      uri = new URI(link);
    } catch (URISyntaxException malformed) {
      return link;
    }
    String host = uri.getRawAuthority();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    boolean elsewhere = host != null && !host.equals(backendHost) && !host.equals(requestHost);
    if (elsewhere || !path.startsWith("/")) return link;
    StringBuilder result = new StringBuilder();
    if (host != null && host.equals(requestHost)) {
      result.append(uri.getScheme() == null ? "" : uri.getScheme() + ":").append("//").append(host);
    }
    result.append(path.startsWith(prefix) ? "" : prefix).append(path);
    if (uri.getRawQuery() != null) result.append('?').append(uri.getRawQuery());
    if (uri.getRawFragment() != null) result.append('#').append(uri.getRawFragment());
    return result.toString();
  }

  /** The page; empty if it is damaged, or larger than what is rewritten. */
  private static Optional<byte[]> decoded(byte[] bytes, String encoding) {
    try (InputStream in =
        switch (encoding) {
          case "gzip" -> new GZIPInputStream(new ByteArrayInputStream(bytes));
          case "deflate" -> new InflaterInputStream(new ByteArrayInputStream(bytes));
          default -> new ByteArrayInputStream(bytes);
        }) {
      byte[] page = in.readNBytes(PAGE_LIMIT + 1);
      return page.length > PAGE_LIMIT ? Optional.empty() : Optional.of(page);
    } catch (IOException malformed) {
      return Optional.empty();
    }
  }

  private static byte[] encoded(byte[] bytes, String encoding) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (encoding) {
          case "gzip" -> new GZIPOutputStream(result);
          case "deflate" -> new DeflaterOutputStream(result);
          default -> result;
        }) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    }
    return result.toByteArray();
  }
}
