package dev.skiff.controlplane.auth;

import dev.skiff.controlplane.api.StatusException;
import jakarta.inject.Singleton;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Acting as another user by {@code Impersonate-*} headers, for those who may. */
@Singleton
public final class Impersonation {
  private static final String USER = "impersonate-user";
  private static final String UID = "impersonate-uid";
  private static final String GROUP = "impersonate-group";
  private static final String EXTRA = "impersonate-extra-";

  /** Names of service accounts; what only looks like one is a user. */
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "system:serviceaccount:([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)"
              + ":([a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)");

  private final Authorizer authorizer;

  Impersonation(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * The user that the request is made for; the same if no headers ask for another.
   *
   * @throws StatusException 403 if the user may not act as that one
   */
  public UserInfo apply(UserInfo user, Map<String, List<String>> headers) {
    String name = first(headers, USER);
    List<String> groups = headers.getOrDefault(GROUP, List.of());
    String uid = first(headers, UID);
    Map<String, List<String>> extra = extra(headers);
    if (name.isEmpty()) {
      if (groups.isEmpty() && uid.isEmpty() && extra.isEmpty()) return user;
      String what = requested(groups, uid, extra);
      throw new StatusException(
          400, "BadRequest", "requested %s without impersonating a user".formatted(what), null);
    }
    Matcher account = ACCOUNT.matcher(name);
    if (account.matches()) {
      require(user, "", "serviceaccounts", "", account.group(1), account.group(2));
    } else {
      require(user, "", "users", "", "", name);
    }
    for (String group : groups) require(user, "", "groups", "", "", group);
    if (!uid.isEmpty()) require(user, "authentication.k8s.io", "uids", "", "", uid);
    extra.forEach(
        (key, values) -> {
          for (String value : values) {
            require(user, "authentication.k8s.io", "userextras", key, "", value);
          }
        });
    return new UserInfo(name, uid, groupsOf(name, groups), extra);
  }

  /** In the form in which Go prints a list of ObjectReferences. */
  private static String requested(
      List<String> groups, String uid, Map<String, List<String>> extra) {
    List<String> references = new ArrayList<>();
    for (String group : groups) references.add("{Group  " + group + "    }");
    extra.forEach(
        (key, values) -> {
          for (String value : values) {
            references.add("{UserExtra  " + value + "  authentication.k8s.io/v1  " + key + "}");
          }
        });
    if (!uid.isEmpty()) references.add("{UID  " + uid + "  authentication.k8s.io/v1  }");
    return "[" + String.join(" ", references) + "]";
  }

  private static List<String> groupsOf(String name, List<String> asked) {
    List<String> groups = new ArrayList<>(asked);
    Matcher account = ACCOUNT.matcher(name);
    if (groups.isEmpty() && account.matches()) {
      groups.add(Groups.SERVICE_ACCOUNTS);
      groups.add(Groups.SERVICE_ACCOUNTS + ":" + account.group(1));
    }
    if (groups.contains(Groups.UNAUTHENTICATED)) return groups;
    boolean anonymous = name.equals(UserInfo.ANONYMOUS.name());
    String everyone = anonymous ? Groups.UNAUTHENTICATED : Groups.AUTHENTICATED;
    if (!groups.contains(everyone)) groups.add(everyone);
    return groups;
  }

  private void require(
      UserInfo user,
      String group,
      String resource,
      String subresource,
      String namespace,
      String name) {
    String version = group.isEmpty() ? "" : "v1";
    var asked =
        new Authorizer.Attributes(
            user, "impersonate", group, version, resource, subresource, namespace, name, true, "");
    var decision = authorizer.authorize(asked);
    if (!decision.allowed()) throw Forbidden.of(asked, decision.reason());
  }

  private static Map<String, List<String>> extra(Map<String, List<String>> headers) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    headers.forEach(
        (header, values) -> {
          if (!header.startsWith(EXTRA)) return;
          found.put(unescaped(header.substring(EXTRA.length())), List.copyOf(values));
        });
    return found;
  }

  /** What cannot be unescaped is meant as it is, as upstream has it. */
  private static String unescaped(String key) {
    try {
      return URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      return key;
    }
  }

  private static String first(Map<String, List<String>> headers, String name) {
    List<String> values = headers.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }
}
