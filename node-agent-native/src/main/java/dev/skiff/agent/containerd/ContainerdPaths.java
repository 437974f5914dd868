package dev.skiff.agent.containerd;

import java.nio.file.Path;

/**
 * Where the agent's own containerd keeps its things.
 *
 * @param home {@code <data-dir>/containerd}
 */
record ContainerdPaths(Path home) {

  /** The size of sun_path in unix(7), without the final zero. */
  private static final int MAX_SOCKET_PATH = 107;

  ContainerdPaths {
    Path socket = home.resolve("containerd.sock");
    if (socket.toString().length() > MAX_SOCKET_PATH) {
      throw new IllegalArgumentException(
          "the path of a socket may have %d characters: choose a shorter skiff.agent.data-dir than %s"
              .formatted(MAX_SOCKET_PATH, home.getParent()));
    }
  }

  Path socket() {
    return home.resolve("containerd.sock");
  }

  Path config() {
    return home.resolve("config.toml");
  }

  Path pidFile() {
    return home.resolve("containerd.pid");
  }

  Path log() {
    return home.resolve("containerd.log");
  }

  /** Per registry a folder with a hosts.toml, as containerd documents it. */
  Path registries() {
    return home.resolve("certs.d");
  }
}
