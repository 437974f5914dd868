package dev.skiff.iptables.namespace;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * Network namespaces that are kept by a file, as {@code /run/netns/name} (network_namespaces(7),
 * ip-netns(8)).
 */
public interface NetworkNamespaces {
  /**
   * Makes a namespace and keeps it at {@code path}, which is created; its lo is down.
   *
   * @throws dev.skiff.iptables.libc.KernelException if the kernel refuses
   */
  void create(Path path);

  /** Lets go of a namespace; it ends when its last process and socket end. */
  void delete(Path path);

  /**
   * Runs work in a namespace, on a thread of its own, and waits for it. Sockets opened there stay
   * in that namespace.
   *
   * @return what the work answered
   * @throws Exception what the work threw
   */
  <T> T in(Path path, Callable<T> work) throws Exception;
}
