package dev.skiff.iptables.namespace;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListSet;

/** Namespaces that are only names, for tests: work runs on the calling thread. */
public final class FakeNetworkNamespaces implements NetworkNamespaces {
  private final Set<Path> paths = new ConcurrentSkipListSet<>();

  @Override
  public void create(Path path) {
    if (!paths.add(path)) {
      throw new KernelException(Errno.of(Errno.EEXIST), "make network namespace " + path);
    }
  }

  @Override
  public void delete(Path path) {
    require(path);
    paths.remove(path);
  }

  @Override
  public <T> T in(Path path, Callable<T> work) throws Exception {
    require(path);
    return work.call();
  }

  private void require(Path path) {
    if (!paths.contains(path)) {
      throw new KernelException(Errno.of(Errno.ENOENT), "open " + path);
    }
  }
}
