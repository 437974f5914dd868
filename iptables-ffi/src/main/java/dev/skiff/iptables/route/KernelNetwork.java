package dev.skiff.iptables.route;

import dev.skiff.iptables.netlink.NetlinkSocket;

/** The kernel's network configuration, by rtnetlink(7). */
public final class KernelNetwork implements Network {
  private final NetlinkSocket socket;

  private KernelNetwork(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** Opens the network namespace that this thread is in; later uses stay with it. */
  public static KernelNetwork open() {
    return new KernelNetwork(NetlinkSocket.open(NetlinkSocket.ROUTE));
  }

  @Override
  public Links links() {
    return new KernelLinks(socket);
  }

  @Override
  public Addresses addresses() {
    return new KernelAddresses(socket);
  }

  @Override
  public Routes routes() {
    return new KernelRoutes(socket);
  }

  @Override
  public Neighbours neighbours() {
    return new KernelNeighbours(socket);
  }

  @Override
  public void close() {
    socket.close();
  }
}
