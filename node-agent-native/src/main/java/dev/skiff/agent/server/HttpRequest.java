package dev.skiff.agent.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The head of an HTTP/1.1 request (RFC 9112).
 *
 * @param path decoded, without the query
 * @param query the values of each parameter
 * @param headers names in lower case
 */
record HttpRequest(
    String method, String path, Map<String, List<String>> query, Map<String, String> headers) {

  private static final int MAX_HEAD = 64 * 1024;

  /** Reads the next head; null when the client has closed the connection. */
  static HttpRequest read(BufferedInputStream in) throws IOException {
    String head = head(in);
    if (head == null) {
      return null;
    }
    String[] lines = head.split("\r\n");
    String[] requestLine = lines[0].split(" ");
    if (requestLine.length != 3) {
      throw new IOException("not an HTTP request: " + lines[0]);
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        String name = lines[i].substring(0, colon).toLowerCase(Locale.ROOT);
        headers.merge(name, lines[i].substring(colon + 1).strip(), (a, b) -> a + ", " + b);
      }
    }
    String target = requestLine[1];
    int question = target.indexOf('?');
    String path = question < 0 ? target : target.substring(0, question);
    return new HttpRequest(
        requestLine[0],
        URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8),
        query(question < 0 ? "" : target.substring(question + 1)),
        headers);
  }

  /** The first value of a parameter, empty without one. */
  String parameter(String name) {
    return query.getOrDefault(name, List.of("")).getFirst();
  }

  /** Whether a parameter says yes, as {@code true} or {@code 1}. */
  boolean flag(String name) {
    return List.of("true", "1").contains(parameter(name));
  }

  boolean isUpgrade() {
    return headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("upgrade");
  }

  /** The length of the body; -1 when only reading it would tell. */
  long contentLength() {
    if (headers.containsKey("transfer-encoding")) {
      return -1;
    }
    String length = headers.getOrDefault("content-length", "0");
    return length.matches("\\d{1,18}") ? Long.parseLong(length) : -1;
  }

  private static String head(BufferedInputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream(512);
    int matched = 0;
    while (matched < 4) {
      int octet = in.read();
      if (octet < 0) {
        return null;
      }
      head.write(octet);
      matched = octet == "\r\n\r\n".charAt(matched) ? matched + 1 : octet == '\r' ? 1 : 0;
      if (head.size() > MAX_HEAD) {
        throw new IOException("the request's head is too large");
      }
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  private static Map<String, List<String>> query(String text) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
