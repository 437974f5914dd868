package dev.skiff.agent.network;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.AgentConfig;
import dev.skiff.agent.api.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;

/** The CNI network of this node's pods, as the runtime reads it: one call of skiff-bridge. */
public final class CniConfiguration {

  /** The newest that containerd 1.6 speaks. */
  private static final String CNI_VERSION = "1.0.0";

  private final Path directory;
  private final Path plugins;
  private final String clusterCidr;

  public CniConfiguration(AgentConfig config) {
    this.directory = config.cniConfDir();
    this.plugins = config.cniBinDir();
    this.clusterCidr = config.clusterCidr();
  }

  /**
   * Writes the configuration, unless it says so already: the runtime reads it anew at each change.
   *
   * @param podCidr the addresses of this node's pods
   */
  public void write(String podCidr) throws IOException {
    byte[] content = content(podCidr);
    Path file = directory.resolve("10-skiff.conflist");
    Files.createDirectories(directory);
    linkLoopback();
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return;
    }
    Path fresh = directory.resolve(".10-skiff.new"); // a name that no runtime reads
    Files.write(fresh, content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** containerd calls a plugin of this name for each pod, too; skiff-bridge answers to it. */
  private void linkLoopback() throws IOException {
    Path loopback = plugins.resolve("loopback");
    if (!Files.exists(loopback) && Files.isDirectory(plugins)) {
      Files.deleteIfExists(loopback); // a link that leads nowhere
      Files.createSymbolicLink(loopback, Path.of("skiff-bridge"));
    }
  }

  byte[] content(String podCidr) {
    ObjectNode list = Json.object().put("cniVersion", CNI_VERSION).put("name", "skiff");
    ObjectNode plugin = list.putArray("plugins").addObject();
    plugin.put("type", "skiff-bridge").put("bridge", "skiff0").put("clusterCIDR", clusterCidr);
    plugin.putObject("capabilities").put("portMappings", true);
    plugin.putObject("ipam").put("type", "host-local").put("subnet", podCidr);
    return Json.bytes(list);
  }
}
