package dev.skiff.controlplane.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.bootstrap.StartException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticTokenAuthenticatorTest {
  @Test
  void linesOfTheFile() {
    var tokens = new StaticTokenAuthenticator(List.of("abc,jane,u1,\"dev,ops\"", "", "xyz,joe,u2"));
    var jane =
        assertInstanceOf(Authenticator.Known.class, tokens.authenticate("abc", List.of())).user();
    assertEquals("jane", jane.name());
    assertEquals("u1", jane.uid());
    assertEquals(List.of("dev", "ops", "system:authenticated"), jane.groups());
    assertInstanceOf(Authenticator.Known.class, tokens.authenticate("xyz", List.of()));
    assertInstanceOf(Authenticator.Absent.class, tokens.authenticate("nope", List.of()));
  }

  @Test
  void aLineThatIsNone() {
    List<String> lines = List.of("only-a-token");
    assertThrows(StartException.class, () -> new StaticTokenAuthenticator(lines));
  }
}
