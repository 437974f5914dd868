package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Addresses in memory. */
final class FakeAddresses implements Addresses {
  private final FakeLinks links;
  private final Set<InterfaceAddress> addresses = new LinkedHashSet<>();

  FakeAddresses(FakeLinks links) {
    this.links = links;
  }

  @Override
  public synchronized List<InterfaceAddress> list() {
    return List.copyOf(addresses);
  }

  @Override
  public synchronized void replace(InterfaceAddress address) {
    links.get(address.link());
    addresses.add(address);
  }

  @Override
  public synchronized void delete(InterfaceAddress address) {
    if (!addresses.remove(address)) {
      throw new KernelException(
          Errno.of(Errno.EADDRNOTAVAIL), "delete address " + address.address());
    }
  }
}
