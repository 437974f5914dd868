package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.KernelException;
import java.util.List;

/** The addresses of one namespace's interfaces. Methods throw {@link KernelException}. */
public interface Addresses {
  /** All addresses, IPv4 and IPv6. */
  List<InterfaceAddress> list();

  /** Adds an address, or does nothing if the interface has it already. */
  void replace(InterfaceAddress address);

  /** Removes an address; EADDRNOTAVAIL if the interface does not have it. */
  void delete(InterfaceAddress address);
}
