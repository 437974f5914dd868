package dev.skiff.iptables;

import dev.skiff.iptables.namespace.KernelNetworkNamespaces;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A network namespace of its own for a test of the real kernel. */
public final class RealKernel implements AutoCloseable {
  private static final AtomicInteger LAST = new AtomicInteger();
  private final KernelNetworkNamespaces namespaces = new KernelNetworkNamespaces();
  private final Path path;

  /** Makes the namespace; skips the test without root. */
  public RealKernel() {
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root: network namespaces are made");
    path =
        Path.of(
            "/run/netns/kernel-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
    namespaces.create(path);
  }

  /** Where the namespace is. */
  public Path path() {
    return path;
  }

  /** Runs work in it. */
  public <T> T in(Callable<T> work) throws Exception {
    return namespaces.in(path, work);
  }

  @Override
  public void close() {
    namespaces.delete(path);
  }
}
