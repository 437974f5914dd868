package dev.skiff.controlplane.client;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.auth.UserInfo;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Makes a request of the API server out of one of Fabric8. */
final class RequestTranslation {
  private RequestTranslation() {}

  static ApiRequest translate(StandardHttpRequest request, byte[] body, UserInfo user) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    if (request.getContentType() != null) {
      headers.put("content-type", List.of(request.getContentType()));
    }
    return new ApiRequest(
        request.method(),
        request.uri().getPath(),
        query(request.uri().getRawQuery()),
        headers,
        body,
        user);
  }

  private static Map<String, List<String>> query(String raw) {
    Map<String, List<String>> query = new LinkedHashMap<>();
    if (raw == null || raw.isEmpty()) return query;
    for (String parameter : raw.split("&")) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      String value = equals < 0 ? "" : parameter.substring(equals + 1);
      query.computeIfAbsent(decode(name), ignored -> new ArrayList<>()).add(decode(value));
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
