package dev.skiff.agent.volume;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Tokens of service accounts, by the serviceaccounts/token subresource. */
@FunctionalInterface
public interface TokenSource {

  /**
   * Asks for a token of the pod's service account, bound to the pod (boundObjectRef). Not cached
   * here.
   *
   * @param audience null for the API server's own
   */
  Token token(Pod pod, String audience, Duration lifetime) throws IOException;

  /** A token and the moment it ends, as the API server granted it. */
  record Token(String value, Instant expiration) {}
}
