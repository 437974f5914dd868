package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Neighbours in memory. */
final class FakeNeighbours implements Neighbours {
  private record Key(int link, InetAddress address) {}

  private final FakeLinks links;
  private final Map<Key, Neighbour> neighbours = new LinkedHashMap<>();

  FakeNeighbours(FakeLinks links) {
    this.links = links;
  }

  @Override
  public synchronized List<Neighbour> list() {
    return List.copyOf(neighbours.values());
  }

  @Override
  public synchronized void replace(Neighbour neighbour) {
    links.get(neighbour.link());
    neighbours.put(new Key(neighbour.link(), neighbour.address()), neighbour);
  }

  @Override
  public synchronized void delete(int link, InetAddress address) {
    if (neighbours.remove(new Key(link, address)) == null) {
      throw new KernelException(
          Errno.of(Errno.ENOENT), "delete neighbour " + address.getHostAddress());
    }
  }
}
