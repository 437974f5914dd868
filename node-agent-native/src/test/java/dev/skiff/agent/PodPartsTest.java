package dev.skiff.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.node.NodeIdentity;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodPartsTest {
  @TempDir Path directory;

  /** Mounts below a link would not be found again, and what they show deleted with the pod. */
  @Test
  void theDataDirectoryIsKnownByItsRealPath() throws IOException {
    Path real = Files.createDirectory(directory.toRealPath().resolve("real"));
    Path link = Files.createSymbolicLink(directory.resolve("link"), real);
    assertEquals(real, settings(link).dataDir());
  }

  @Test
  void otherUsersOfTheMachineDoNotSeeWhatPodsAreGiven() throws IOException {
    Path pods = settings(directory).podsDir();
    assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(pods)));
  }

  private static NodeSettings settings(Path dataDir) throws IOException {
    AgentConfig config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(AgentConfig.class)
            .withDefaultValues(Map.of("skiff.agent.data-dir", dataDir.toString()))
            .build()
            .getConfigMapping(AgentConfig.class);
    return PodParts.settings(config, new NodeIdentity("node", InetAddress.getLoopbackAddress()));
  }
}
