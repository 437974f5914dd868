package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.skiff.controlplane.informer.FakeClusterState;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class BootstrapTokenAuthenticatorTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final FakeClusterState state = new FakeClusterState();
  private final BootstrapTokenAuthenticator tokens = new BootstrapTokenAuthenticator(state, CLOCK);

  private void secret(String usage, String expiration) {
    state.put(
        "secrets",
        """
        {'metadata':{'namespace':'kube-system','name':'bootstrap-token-abcdef'},
         'type':'bootstrap.kubernetes.io/token','data':{'token-id':'%s','token-secret':'%s',
         'usage-bootstrap-authentication':'%s','expiration':'%s','auth-extra-groups':'%s'}}
        """
            .formatted(
                base64("abcdef"),
                base64("0123456789abcdef"),
                base64(usage),
                base64(expiration),
                base64("system:bootstrappers:rack1")));
  }

  private Authenticator.Result look(String token) {
    return tokens.authenticate(token, List.of());
  }

  @Test
  void knowsItsHolder() {
    secret("true", "2026-01-02T00:00:00Z");
    var known = assertInstanceOf(Authenticator.Known.class, look("abcdef.0123456789abcdef"));
    assertEquals("system:bootstrap:abcdef", known.user().name());
    assertEquals(
        List.of("system:bootstrappers", "system:bootstrappers:rack1", "system:authenticated"),
        known.user().groups());
  }

  @Test
  void refusesTheRest() {
    secret("true", "2026-01-02T00:00:00Z");
    assertInstanceOf(Authenticator.Invalid.class, look("abcdef.0123456789abcdeX".toLowerCase()));
    assertInstanceOf(Authenticator.Invalid.class, look("zzzzzz.0123456789abcdef"));
    assertInstanceOf(Authenticator.Absent.class, look("something else"));
    secret("true", "2025-12-31T00:00:00Z");
    assertInstanceOf(Authenticator.Invalid.class, look("abcdef.0123456789abcdef"));
    secret("false", "2026-01-02T00:00:00Z");
    assertInstanceOf(Authenticator.Invalid.class, look("abcdef.0123456789abcdef"));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes());
  }
}
