package dev.skiff.iptables.namespace;

import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.Native;
import dev.skiff.iptables.mount.KernelMounts;
import dev.skiff.iptables.mount.MountFlag;
import dev.skiff.iptables.mount.Mounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The kernel's network namespaces. */
public final class KernelNetworkNamespaces implements NetworkNamespaces {
  private static final int CLONE_NEWNET = 0x40000000;
  private static final Path OWN = Path.of("/proc/thread-self/ns/net");
  private final Mounts mounts = new KernelMounts();

  @Override
  public void create(Path path) {
    try {
      Files.createDirectories(path.getParent());
      Files.createFile(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      onOwnThread(
          () -> {
            Native.check(Native.libc().unshare(CLONE_NEWNET), "make a network namespace");
            mounts.mount(OWN.toString(), path, null, EnumSet.of(MountFlag.BIND), null);
            return null;
          });
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void delete(Path path) {
    mounts.unmount(path, EnumSet.of(MountFlag.Unmount.DETACH));
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public <T> T in(Path path, Callable<T> work) throws Exception {
    return onOwnThread(
        () -> {
          try (FileDescriptor namespace = FileDescriptor.open(path)) {
            Native.check(
                Native.libc().setns(namespace.number(), CLONE_NEWNET),
                "enter network namespace " + path);
          }
          return work.call();
        });
  }

  /** A namespace belongs to a thread of the operating system; one that left ours is not reused. */
  private static <T> T onOwnThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().name("network-namespace").start(task);
    try {
      return task.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
