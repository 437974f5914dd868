package dev.skiff.controlplane.api.aggregation;

import dev.skiff.controlplane.auth.UserInfo;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tells a server that trusts this one who the user is (request-header authentication). */
public final class UserHeaders {
  private static final String SAFE =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$&'*+-.^_`|~";

  private UserHeaders() {}

  /** Headers with their values. */
  static Map<String, Iterable<String>> of(UserInfo user) {
    Map<String, Iterable<String>> headers = new LinkedHashMap<>();
    headers.put("X-Remote-User", List.of(user.name()));
    if (!user.uid().isEmpty()) headers.put("X-Remote-Uid", List.of(user.uid()));
    if (!user.groups().isEmpty()) headers.put("X-Remote-Group", user.groups());
    user.extra().forEach((key, values) -> headers.put("X-Remote-Extra-" + escape(key), values));
    return headers;
  }

  /** Whether a header would speak of a user; what clients say themselves does not count. */
  public static boolean isOne(String lowerCaseName) {
    return lowerCaseName.startsWith("x-remote-");
  }

  private static String escape(String key) {
    StringBuilder escaped = new StringBuilder();
    for (byte one : key.getBytes(StandardCharsets.UTF_8)) {
      if (SAFE.indexOf(one) >= 0) escaped.append((char) one);
      else escaped.append('%').append("%02X".formatted(one & 0xff));
    }
    return escaped.toString();
  }
}
