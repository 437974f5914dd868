package dev.skiff.iptables.sysctl;

import java.util.Optional;

/**
 * Kernel parameters, named as sysctl(8) names them: "net.ipv4.ip_forward". Those of the network
 * belong to the calling thread's network namespace.
 */
public interface Sysctls {
  /** The value without its line end; empty if this kernel has no such parameter. */
  Optional<String> get(String name);

  /**
   * Sets a value, unless it is set already.
   *
   * @throws dev.skiff.iptables.libc.KernelException ENOENT if this kernel has no such parameter
   * @throws java.io.UncheckedIOException if the kernel refuses the value
   */
  void set(String name, String value);
}
