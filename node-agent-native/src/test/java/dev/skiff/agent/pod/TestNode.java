package dev.skiff.agent.pod;

import dev.skiff.agent.admission.FakeNodeObject;
import dev.skiff.agent.admission.NodeAdmission;
import dev.skiff.agent.container.LifecycleHooks;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.cri.FakeRuntime;
import dev.skiff.agent.image.ImageManager;
import dev.skiff.agent.probe.ProbeRunner;
import dev.skiff.iptables.cgroup.FakeCgroups;
import dev.skiff.iptables.mount.FakeMounts;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** A node on fakes: the API, the runtime and the mounts are in memory, files below a directory. */
final class TestNode {

  static final String IMAGE = "test.local/image:1";

  final FakeApi api = new FakeApi();
  final FakeRuntime runtime = new FakeRuntime();
  final FakeCgroups cgroups = new FakeCgroups();
  final NodeSettings settings;
  final PodManager manager;
  final FakeNodeObject node = new FakeNodeObject();

  TestNode(Path directory) throws IOException {
    settings = settings(directory);
    runtime.addImage(IMAGE, 0);
    manager = manager(api);
    api.subscribe(manager);
  }

  static NodeSettings settings(Path directory) throws IOException {
    Path resolv = directory.resolve("resolv.conf");
    Files.writeString(resolv, "nameserver 192.0.2.53\nsearch example.org\noptions timeout:1\n");
    return new NodeSettings(
        "node1",
        List.of("192.0.2.1"),
        directory.resolve("kubelet"),
        directory.resolve("pods"),
        directory.resolve("containers"),
        "10.96.0.10",
        "cluster.local",
        resolv,
        Map.of(
            "cpu", new Quantity("2"), "memory", new Quantity("4Gi"), "pods", new Quantity("110")),
        1L << 32);
  }

  /** Waits for what comes true soon, and not for ever: whoever waits asserts it. */
  static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
  }

  /** One more agent on the same runtime, as after a restart. */
  PodManager manager(FakeApi api) {
    return new PodManager(
        new PodServices(
            settings,
            runtime,
            "fake",
            new ImageManager(runtime, api, api, InstantSource.system()),
            api,
            api,
            api,
            api,
            api,
            runtime,
            new ProbeRunner(runtime),
            new LifecycleHooks(runtime),
            new FakeMounts(),
            cgroups,
            new NodeAdmission(node, settings.allocatable()),
            InstantSource.system()));
  }
}
