package dev.skiff.agent.containerd;

import dev.skiff.agent.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the configuration of the agent's own containerd (format version 2, containerd 1.6+). */
final class ContainerdConfig {

  private static final String TEMPLATE =
      """
      version = 2
      root = "%1$s/root"
      state = "%1$s/state"
      oom_score = 0
      disabled_plugins = [
        "io.containerd.snapshotter.v1.aufs",
        "io.containerd.snapshotter.v1.btrfs",
        "io.containerd.snapshotter.v1.zfs",
        "io.containerd.snapshotter.v1.devmapper",
        "io.containerd.tracing.processor.v1.otlp",
        "io.containerd.internal.v1.tracing",
      ]

      [grpc]
        address = "%2$s"

      [debug]
        level = "info"

      [plugins."io.containerd.internal.v1.opt"]
        path = "%1$s/opt"

      [plugins."io.containerd.grpc.v1.cri"]
        sandbox_image = "%3$s"
        netns_mounts_under_state_dir = true
        restrict_oom_score_adj = true
        disable_tcp_service = true
        stream_server_address = "127.0.0.1"
        stream_server_port = "0"
        [plugins."io.containerd.grpc.v1.cri".cni]
          bin_dir = "%4$s"
          conf_dir = "%5$s"
        [plugins."io.containerd.grpc.v1.cri".registry]
          config_path = "%6$s"
        [plugins."io.containerd.grpc.v1.cri".containerd]
          snapshotter = "%7$s"
          default_runtime_name = "runc"
          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
            runtime_type = "io.containerd.runc.v2"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
              SystemdCgroup = false
              Root = "%1$s/runc"
      """;

  private ContainerdConfig() {}

  static void write(ContainerdPaths paths, AgentConfig config) throws IOException {
    Files.createDirectories(paths.registries());
    Files.createDirectories(config.cniConfDir());
    Files.writeString(
        paths.config(),
        TEMPLATE.formatted(
            paths.home(),
            paths.socket(),
            config.sandboxImage(),
            config.cniBinDir(),
            config.cniConfDir(),
            paths.registries(),
            snapshotter(paths.home())));
  }

  /** An overlay cannot lie on an overlay; there, layers are copied. */
  private static String snapshotter(Path home) throws IOException {
    return Files.getFileStore(home).type().equals("overlay") ? "native" : "overlayfs";
  }
}
