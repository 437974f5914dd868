package dev.skiff.agent.volume;

import dev.skiff.agent.container.PodContainers;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The service account tokens of one pod's volumes. A token is asked for anew when four fifths of
 * its life or 24 hours have passed.
 */
final class Tokens {

  private static final Duration DEFAULT_LIFETIME = Duration.ofHours(1);
  private static final Duration MAX_AGE = Duration.ofHours(24);

  /** How soon to try again when the API server did not give a new token. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final TokenSource source;
  private final InstantSource clock;
  private final Map<String, Held> held = new HashMap<>();

  private record Held(TokenSource.Token token, Instant renewAt) {}

  Tokens(TokenSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  /** The file of a token projection, with a token that is not about to end. */
  FileContent file(Pod pod, ServiceAccountTokenProjection projection, int defaultMode)
      throws VolumeException {
    Long seconds = projection.getExpirationSeconds();
    Duration lifetime = seconds == null ? DEFAULT_LIFETIME : Duration.ofSeconds(seconds);
    String key = projection.getAudience() + "/" + lifetime;
    Held current = held.get(key);
    Instant now = clock.instant();
    if (current == null || !current.renewAt.isAfter(now)) {
      current = renew(pod, projection.getAudience(), lifetime, current, now);
      held.put(key, current);
    }
    Long user = commonUser(pod);
    boolean private_ = user != null || fsGroup(pod) != null;
    return new FileContent(
        current.token.value().getBytes(StandardCharsets.UTF_8),
        private_ ? 0600 : defaultMode,
        user == null ? null : user.intValue());
  }

  /** When the next token has to be renewed; null if there is none. */
  Instant nextRenewal() {
    return held.values().stream().map(Held::renewAt).min(Instant::compareTo).orElse(null);
  }

  private Held renew(Pod pod, String audience, Duration lifetime, Held current, Instant now)
      throws VolumeException {
    try {
      TokenSource.Token token = source.token(pod, audience, lifetime);
      Duration granted = Duration.between(now, token.expiration());
      // To a clock that is wrong a token may look as if it had ended before it came.
      long age = Math.clamp(granted.toSeconds() * 4 / 5, RETRY.toSeconds(), MAX_AGE.toSeconds());
      return new Held(token, now.plusSeconds(age));
    } catch (IOException e) {
      if (current != null && current.token.expiration().isAfter(now)) {
        return new Held(current.token, now.plus(RETRY));
      }
      throw new VolumeException("failed to fetch token: " + e.getMessage(), e);
    }
  }

  private static Long fsGroup(Pod pod) {
    var context = pod.getSpec().getSecurityContext();
    return context == null ? null : context.getFsGroup();
  }

  /** The user that all containers run as, if it is one and is known. */
  private static Long commonUser(Pod pod) {
    var shared = pod.getSpec().getSecurityContext();
    Set<Long> users = new HashSet<>();
    for (Container container : PodContainers.all(pod)) {
      var own = container.getSecurityContext();
      users.add(
          own != null && own.getRunAsUser() != null
              ? own.getRunAsUser()
              : shared == null ? null : shared.getRunAsUser());
    }
    return users.size() == 1
        ? users.stream().filter(Objects::nonNull).findFirst().orElse(null)
        : null;
  }
}
