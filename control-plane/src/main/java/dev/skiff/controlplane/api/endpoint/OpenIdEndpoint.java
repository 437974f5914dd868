package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.auth.ServiceAccountIssuer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Lets others verify service-account tokens: OpenID Connect discovery and the keys. */
@Singleton
final class OpenIdEndpoint implements Endpoint {
  private static final String CONFIGURATION = "/.well-known/openid-configuration";
  private static final String KEYS = "/openid/v1/jwks";
  private static final String CACHE = "public, max-age=3600";

  private final ServiceAccountIssuer issuer;

  OpenIdEndpoint(ServiceAccountIssuer issuer) {
    this.issuer = issuer;
  }

  @Override
  public List<String> paths() {
    return List.of(CONFIGURATION, KEYS);
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    return switch (request.path()) {
      case CONFIGURATION -> answer("application/json", issuer.configuration());
      case KEYS -> answer("application/jwk-set+json", issuer.keySet());
      default -> null;
    };
  }

  private static ApiResponse answer(String contentType, byte[] document) {
    Map<String, List<String>> headers = Answers.headers(contentType, List.of());
    headers.put("Cache-Control", List.of(CACHE));
    return new ApiResponse(200, headers, new ApiResponse.Bytes(List.of(document)));
  }
}
