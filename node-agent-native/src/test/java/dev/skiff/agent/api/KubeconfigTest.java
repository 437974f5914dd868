package dev.skiff.agent.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeconfigTest {

  private static final String CONFIG =
      """
      apiVersion: v1
      kind: Config
      current-context: c
      contexts: [{name: c, context: {cluster: k, user: u}}]
      clusters: [{name: k, cluster: {server: "%s", certificate-authority: ca.crt}}]
      users: [{name: u, user: {token: abc}}]
      """;

  @TempDir Path directory;

  @Test
  void readsTheCurrentContextAndTheFilesItNames() throws IOException {
    Files.writeString(directory.resolve("ca.crt"), "PEM");
    Kubeconfig config = Kubeconfig.load(write("https://10.0.0.1:6443"));
    assertEquals("10.0.0.1", config.server().getHost());
    assertEquals("PEM", new String(config.authority()));
    assertEquals("abc", config.token());
    assertNull(config.certificate());
  }

  @Test
  void plainHttpIsRefusedWithAReason() throws IOException {
    Path file = write("http://10.0.0.1:8080");
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Kubeconfig.load(file));
    assertTrue(e.getMessage().contains("must be an https:// address"));
  }

  private Path write(String server) throws IOException {
    return Files.writeString(directory.resolve("config"), CONFIG.formatted(server));
  }
}
