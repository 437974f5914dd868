package dev.skiff.agent;

import dev.skiff.agent.containerd.Containerd;
import dev.skiff.agent.containerd.ImageImporter;
import dev.skiff.agent.cri.CriClient;
import dev.skiff.agent.cri.PidfdExits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The container runtime of this node, ready for calls.
 *
 * @param cri the connection to it
 * @param exits tells when its containers end
 * @param containerd the agent's own, null when the configuration names a runtime
 */
record LocalRuntime(CriClient cri, Containerd containerd, PidfdExits exits)
    implements AutoCloseable {

  /** Connects to the configured runtime or starts the agent's own, and imports the images. */
  static LocalRuntime start(AgentConfig config) throws IOException, InterruptedException {
    Files.createDirectories(config.dataDir());
    PidfdExits exits = new PidfdExits();
    Containerd containerd = null;
    String endpoint;
    if (config.criEndpoint().isPresent()) {
      endpoint = config.criEndpoint().get();
    } else {
      containerd = new Containerd(config, exits);
      containerd.start();
      endpoint = containerd.endpoint();
    }
    if (config.imagesDir().isPresent()) {
      Path socket = Path.of(endpoint.replaceFirst("^unix://", ""));
      new ImageImporter(socket, imported(config)).importAll(config.imagesDir().get());
    }
    return new LocalRuntime(CriClient.connect(endpoint), containerd, exits);
  }

  /** Where it is remembered which archives have been imported. */
  static Path imported(AgentConfig config) {
    return config.dataDir().resolve("imported");
  }

  /** What the agent's own containerd tells, if there is one. */
  Optional<Path> log() {
    return Optional.ofNullable(containerd).map(Containerd::log);
  }

  @Override
  public void close() {
    if (containerd != null) {
      containerd.release();
    }
    exits.close();
    cri.close();
  }
}
