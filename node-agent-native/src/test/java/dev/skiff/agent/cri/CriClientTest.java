package dev.skiff.agent.cri;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CriClientTest {
  @TempDir Path directory;

  /** Otherwise nobody would hear for two minutes that the node has no runtime. */
  @Test
  @Timeout(30)
  void aRuntimeThatIsAwayIsSaidToBeSoAtOnce() {
    try (CriClient client = CriClient.connect(directory.resolve("nobody.sock").toString())) {
      assertTrue(assertThrows(CriException.class, () -> client.runtime().status()).unavailable());
      assertTrue(
          assertThrows(CriException.class, () -> client.images().listImages()).unavailable());
    }
  }
}
