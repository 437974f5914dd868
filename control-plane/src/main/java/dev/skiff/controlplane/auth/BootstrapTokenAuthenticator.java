package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Bootstrap tokens: {@code id.secret}, kept in Secrets of kube-system. */
@Singleton
public final class BootstrapTokenAuthenticator implements TokenAuthenticator {
  private static final Pattern GROUP =
      Pattern.compile("system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]");

  private static final Pattern FORM = Pattern.compile("([a-z0-9]{6})\\.([a-z0-9]{16})");

  private final ClusterState state;
  private final Clock clock;

  @Inject
  BootstrapTokenAuthenticator(ClusterState state) {
    this(state, Clock.systemUTC());
  }

  BootstrapTokenAuthenticator(ClusterState state, Clock clock) {
    this.state = state;
    this.clock = clock;
  }

  @Override
  public Authenticator.Result authenticate(String token, List<String> audiences) {
    var parts = FORM.matcher(token);
    if (!parts.matches()) return Authenticator.ABSENT;
    String id = parts.group(1);
    var found = state.get("secrets", "kube-system", "bootstrap-token-" + id);
    if (found.isEmpty()
        || !found.get().path("type").asText().equals("bootstrap.kubernetes.io/token")) {
      return new Authenticator.Invalid("no such bootstrap token");
    }
    ObjectNode secret = found.get();
    if (!same(data(secret, "token-secret"), parts.group(2))
        || !data(secret, "token-id").equals(id)
        || !data(secret, "usage-bootstrap-authentication").equals("true")
        || expired(data(secret, "expiration"))
        || secret.path("metadata").hasNonNull("deletionTimestamp")) {
      return new Authenticator.Invalid("the bootstrap token does not hold");
    }
    List<String> groups = new ArrayList<>(List.of(Groups.BOOTSTRAPPERS));
    String more = data(secret, "auth-extra-groups");
    for (String group : more.isEmpty() ? new String[0] : more.split(",", -1)) {
      if (!GROUP.matcher(group).matches()) {
        return new Authenticator.Invalid("the bootstrap token has a group that is not allowed");
      }
      groups.add(group);
    }
    UserInfo user = new UserInfo("system:bootstrap:" + id, "", groups, Map.of());
    return new Authenticator.Known(Groups.authenticated(user), audiences);
  }

  private boolean expired(String expiration) {
    if (expiration.isEmpty()) return false;
    try {
      return Instant.parse(expiration).isBefore(clock.instant());
    } catch (DateTimeParseException unreadable) {
      return true;
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private static String data(ObjectNode secret, String key) {
    String encoded = secret.path("data").path(key).asText();
    try {
      return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException damaged) {
      return "";
    }
  }
}
