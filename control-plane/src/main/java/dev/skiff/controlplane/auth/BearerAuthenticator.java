package dev.skiff.controlplane.auth;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Bearer tokens of all sorts, in upstream's order. */
@Singleton
public final class BearerAuthenticator implements Authenticator {

  static final String UNKNOWN_TOKEN = "invalid bearer token";

  private final List<TokenAuthenticator> sorts;

  @Inject
  BearerAuthenticator(
      StaticTokenAuthenticator fixed,
      ServiceAccountAuthenticator serviceAccounts,
      LegacyTokenAuthenticator legacy,
      BootstrapTokenAuthenticator bootstrap) {
    this(List.of(fixed, serviceAccounts, legacy, bootstrap));
  }

  BearerAuthenticator(List<TokenAuthenticator> sorts) {
    this.sorts = List.copyOf(sorts);
  }

  @Override
  public Result authenticate(Credentials credentials) {
    String token = credentials.bearerToken();
    return token == null ? ABSENT : authenticate(token, List.of());
  }

  /**
   * Whose token this is.
   *
   * @param audiences empty for the API server's own
   */
  Result authenticate(String token, List<String> audiences) {
    for (TokenAuthenticator sort : sorts) {
      Result result = sort.authenticate(token, audiences);
      if (!(result instanceof Absent)) return result;
    }
    return new Invalid(UNKNOWN_TOKEN);
  }
}
