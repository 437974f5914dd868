package dev.skiff.agent.cri;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A containerd of the test's own: all its state below a temporary directory, in a network namespace
 * of its own, with Debian's CNI plugins and an image of busybox made here.
 */
public final class RealContainerd implements AutoCloseable {

  public static final String IMAGE = "test.local/busybox:1";

  private final Path directory;
  private final Process process;
  private final CriClient client;

  private RealContainerd(Path directory, Process process) {
    this.directory = directory;
    this.process = process;
    this.client = CriClient.connect("unix://" + socket());
  }

  /** Why it cannot run here, or null if it can. */
  public static String missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return "needs root";
    }
    for (String file :
        List.of("/usr/bin/containerd", "/usr/sbin/runc", "/usr/lib/cni/bridge", "/bin/busybox")) {
      if (!Files.exists(Path.of(file))) {
        return "needs " + file;
      }
    }
    return null;
  }

  public static RealContainerd start() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "skiff-pod-");
    Files.createDirectories(directory.resolve("net.d"));
    Files.writeString(
        directory.resolve("net.d/10-test.conflist"),
        """
        {"cniVersion":"0.4.0","name":"test","plugins":[
         {"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":false,"promiscMode":false,
          "ipam":{"type":"host-local","ranges":[[{"subnet":"10.245.7.0/24"}]],
          "routes":[{"dst":"0.0.0.0/0"}],"dataDir":"%s/cni"}}]}
        """
            .formatted(directory));
    Files.writeString(directory.resolve("config.toml"), config(directory));
    Process process =
        new ProcessBuilder(
                "unshare",
                "--net",
                "--kill-child",
                "--fork",
                "sh",
                "-c",
                "ip link set lo up; exec containerd -c " + directory + "/config.toml")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("containerd.log").toFile())
            .start();
    RealContainerd containerd = new RealContainerd(directory, process);
    containerd.awaitReady();
    containerd.importImage();
    return containerd;
  }

  public CriClient client() {
    return client;
  }

  public Path directory() {
    return directory;
  }

  private Path socket() {
    return directory.resolve("containerd.sock");
  }

  private void awaitReady() throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      try {
        client.runtime().version();
        return;
      } catch (CriException e) {
        Thread.sleep(50);
      }
    }
    throw new IOException(Files.readString(directory.resolve("containerd.log")));
  }

  private void importImage() throws IOException, InterruptedException {
    Path image = directory.resolve("image");
    run(
        "set -e; mkdir -p %1$s/root/bin %1$s/root/etc %1$s/root/tmp; cp /bin/busybox %1$s/root/bin/;"
                .formatted(image)
            + " chroot %1$s/root /bin/busybox --install -s /bin;".formatted(image)
            + " echo root:x:0:0:root:/root:/bin/sh > %1$s/root/etc/passwd;".formatted(image)
            + " tar -C %1$s/root -cf %1$s/layer.tar .".formatted(image));
    String digest = run("sha256sum < " + image + "/layer.tar").split(" ")[0];
    Files.writeString(
        image.resolve("config.json"),
        """
        {"architecture":"amd64","os":"linux","config":{"Env":["PATH=/bin"],
         "Cmd":["/bin/sleep","1000000"]},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]}}
        """
            .formatted(digest));
    Files.writeString(
        image.resolve("manifest.json"),
        """
        [{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]
        """
            .formatted(IMAGE));
    run(
        "tar -C %1$s -cf %1$s/image.tar manifest.json config.json layer.tar && ".formatted(image)
            + "ctr -a %s -n k8s.io images import %s/image.tar".formatted(socket(), image));
  }

  private String run(String command) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    String output = new String(shell.getInputStream().readAllBytes());
    if (shell.waitFor() != 0) {
      throw new IOException(command + ": " + output);
    }
    return output;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    try {
      removeSandboxes(client.runtime());
    } finally {
      client.close();
      process.descendants().forEach(ProcessHandle::destroy);
      process.waitFor(5, TimeUnit.SECONDS);
      process.destroyForcibly();
      run(
          "grep -o ' %1$s[^ ]*' /proc/mounts | sort -r | xargs -r umount -l; rm -rf %1$s"
              .formatted(directory));
    }
  }

  /**
   * The agent under test may be removing the same sandboxes still; then one of the two is refused.
   */
  private static void removeSandboxes(RuntimeService runtime) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    for (var left = runtime.listPodSandbox(Map.of());
        !left.isEmpty() && System.nanoTime() < deadline;
        left = runtime.listPodSandbox(Map.of())) {
      for (var sandbox : left) {
        try {
          runtime.stopPodSandbox(sandbox.getId());
          runtime.removePodSandbox(sandbox.getId());
        } catch (CriException e) {
          Thread.sleep(100);
        }
      }
    }
  }

  private static String config(Path d) {
    return """
    version = 2
    root = "%1$s/root"
    state = "%1$s/state"
    disabled_plugins = ["io.containerd.snapshotter.v1.aufs","io.containerd.snapshotter.v1.btrfs","io.containerd.snapshotter.v1.zfs","io.containerd.snapshotter.v1.devmapper","io.containerd.tracing.processor.v1.otlp","io.containerd.internal.v1.tracing"]
    [grpc]
      address = "%1$s/containerd.sock"
    [plugins."io.containerd.internal.v1.opt"]
      path = "%1$s/opt"
    [plugins."io.containerd.grpc.v1.cri"]
      sandbox_image = "%2$s"
      netns_mounts_under_state_dir = true
      restrict_oom_score_adj = true
      disable_tcp_service = true
      stream_server_address = "127.0.0.1"
      stream_server_port = "0"
      [plugins."io.containerd.grpc.v1.cri".cni]
        bin_dir = "/usr/lib/cni"
        conf_dir = "%1$s/net.d"
      [plugins."io.containerd.grpc.v1.cri".containerd]
        default_runtime_name = "runc"
        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
          runtime_type = "io.containerd.runc.v2"
          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
            SystemdCgroup = false
            Root = "%1$s/runc"
    """
        .formatted(d, IMAGE);
  }
}
