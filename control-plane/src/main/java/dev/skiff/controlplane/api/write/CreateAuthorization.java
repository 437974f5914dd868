package dev.skiff.controlplane.api.write;

import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.auth.AuthorizerChain;
import jakarta.inject.Singleton;

/** Updates and applies that come to create an object need the permission to create it, too. */
@Singleton
public final class CreateAuthorization {
  private final AuthorizerChain authorizer;

  CreateAuthorization(AuthorizerChain authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * @throws dev.skiff.controlplane.api.StatusException 403 if the user may not create the object
   */
  public void require(ResourceCall call) {
    authorizer.require(
        new Authorizer.Attributes(
            call.user(),
            "create",
            call.type().group(),
            call.type().version(),
            call.type().plural(),
            "",
            call.namespace(),
            call.name(),
            true,
            call.request().path()));
  }
}
