package dev.skiff.controlplane.auth;

import java.util.List;

/** Finds out whose a bearer token is. */
public interface TokenAuthenticator {

  /**
   * @param audiences the token must be made for one of these; empty for the API server's own
   * @return {@link Authenticator.Absent} if the token is not of this sort
   */
  Authenticator.Result authenticate(String token, List<String> audiences);
}
