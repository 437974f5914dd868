package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.bootstrap.StartException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaticTokenAuthenticatorTest {
  private static UserInfo user(String file, String token) {
    var known =
        assertInstanceOf(
            Authenticator.Known.class,
            new StaticTokenAuthenticator(file).authenticate(token, List.of()));
    return known.user();
  }

  @Test
  void linesOfTheFile() {
    String file = "abc,jane,u1,\"dev,ops\"\r\n\nxyz,joe,u2";
    UserInfo jane = user(file, "abc");
    assertEquals("jane", jane.name());
    assertEquals("u1", jane.uid());
    assertEquals(List.of("dev", "ops", "system:authenticated"), jane.groups());
    assertEquals("joe", user(file, "xyz").name());
    assertInstanceOf(
        Authenticator.Absent.class,
        new StaticTokenAuthenticator(file).authenticate("nope", List.of()));
  }

  @Test
  void quotesOfAnyField() {
    UserInfo jane = user("\"a,\"\"b\",\"jane\",\"u1\",dev\n", "a,\"b");
    assertEquals("jane", jane.name());
    assertEquals("u1", jane.uid());
    assertEquals(List.of("dev", "system:authenticated"), jane.groups());
  }

  @Test
  void onlyTheFourthFieldIsGroups() {
    assertEquals(
        List.of("dev", "system:authenticated"),
        user("abc,jane,u1,dev,system:masters\n", "abc").groups());
  }

  @Test
  void anEmptyTokenIsNobodys() {
    var tokens = new StaticTokenAuthenticator(",jane,u1\n");
    assertInstanceOf(Authenticator.Absent.class, tokens.authenticate("", List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"only-a-token", "a,b\"c,d", "a,\"b", "a,\"b\"c,d"})
  void whatIsNone(String file) {
    assertThrows(StartException.class, () -> new StaticTokenAuthenticator(file));
  }
}
