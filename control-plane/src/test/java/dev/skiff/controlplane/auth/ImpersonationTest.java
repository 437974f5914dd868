package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.api.StatusException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImpersonationTest {
  private final Impersonation impersonation =
      new Impersonation(new AuthorizerChain(List.<Authorizer>of()));
  private final UserInfo admin = Asked.user("admin", "system:masters");

  @Test
  void leavesOthersAlone() {
    assertSame(admin, impersonation.apply(admin, Map.of("accept", List.of("x"))));
  }

  @Test
  void actsAsAnother() {
    UserInfo user =
        impersonation.apply(
            admin,
            Map.of(
                "impersonate-user", List.of("jane"),
                "impersonate-group", List.of("dev", "ops"),
                "impersonate-extra-acme.com%2Fproject", List.of("p")));
    assertEquals("jane", user.name());
    assertEquals(List.of("dev", "ops", "system:authenticated"), user.groups());
    assertEquals(Map.of("acme.com/project", List.of("p")), user.extra());
  }

  @Test
  void givesServiceAccountsTheirGroups() {
    UserInfo user =
        impersonation.apply(
            admin, Map.of("impersonate-user", List.of("system:serviceaccount:a:sa")));
    assertEquals(
        List.of("system:serviceaccounts", "system:serviceaccounts:a", "system:authenticated"),
        user.groups());
  }

  @Test
  void takesOddNamesAsTheyAre() {
    UserInfo user =
        impersonation.apply(
            admin,
            Map.of(
                "impersonate-user", List.of("system:serviceaccount:A:sa"),
                "impersonate-group", List.of("system:unauthenticated"),
                "impersonate-extra-%zz", List.of("p")));
    assertEquals(List.of("system:unauthenticated"), user.groups());
    assertEquals(Map.of("%zz", List.of("p")), user.extra());
  }

  @Test
  void refusesWhoMayNot() {
    var refused =
        assertThrows(
            StatusException.class,
            () -> impersonation.apply(Asked.user("joe"), Map.of("impersonate-user", List.of("a"))));
    assertEquals(
        "users \"a\" is forbidden: User \"joe\" cannot impersonate resource \"users\" in API group"
            + " \"\" at the cluster scope",
        refused.getMessage());
    var nobody =
        assertThrows(
            StatusException.class,
            () -> impersonation.apply(admin, Map.of("impersonate-group", List.of("a"))));
    assertEquals(400, nobody.code());
  }
}
