package dev.skiff.iptables.route;

import dev.skiff.iptables.netlink.Attributes;
import dev.skiff.iptables.netlink.Message;
import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.netlink.NetlinkFlags;
import dev.skiff.iptables.netlink.NetlinkSocket;
import java.net.InetAddress;
import java.util.List;

/** Neighbours by RTM_*NEIGH messages (rtnetlink(7), linux/neighbour.h). */
final class KernelNeighbours implements Neighbours {
  private static final int NEWNEIGH = 28;
  private static final int DELNEIGH = 29;
  private static final int GETNEIGH = 30;
  private static final int HEADER = 12;
  private static final int PERMANENT = 0x80;
  private static final int REACHABLE = 0x02;
  private static final int NDA_DST = 1;
  private static final int NDA_LLADDR = 2;

  private final NetlinkSocket socket;

  KernelNeighbours(NetlinkSocket socket) {
    this.socket = socket;
  }

  @Override
  public List<Neighbour> list() {
    return socket.dump(GETNEIGH, w -> w.u32(0).u32(0).u32(0), "list the neighbours").stream()
        .filter(m -> m.attributes(HEADER).bytes(NDA_DST).isPresent())
        .map(KernelNeighbours::read)
        .toList();
  }

  @Override
  public void replace(Neighbour neighbour) {
    socket.request(
        NEWNEIGH,
        NetlinkFlags.CREATE | NetlinkFlags.REPLACE,
        w -> {
          int state = neighbour.permanent() ? PERMANENT : REACHABLE;
          header(w, neighbour.link(), neighbour.address(), state);
          w.attribute(NDA_LLADDR, neighbour.mac().octets());
        },
        "set neighbour " + neighbour.address().getHostAddress() + " to " + neighbour.mac());
  }

  @Override
  public void delete(int link, InetAddress address) {
    socket.request(
        DELNEIGH,
        0,
        w -> header(w, link, address, 0),
        "delete neighbour " + address.getHostAddress() + " of interface " + link);
  }

  private static void header(MessageWriter writer, int link, InetAddress address, int state) {
    writer.u8(Family.of(address)).u8(0).u16(0).u32(link).u16(state).u8(0).u8(0);
    writer.attribute(NDA_DST, address.getAddress());
  }

  private static Neighbour read(Message message) {
    Attributes attributes = message.attributes(HEADER);
    return new Neighbour(
        message.u32(4),
        attributes.bytes(NDA_DST).map(Cidr::ofBytes).orElseThrow(),
        attributes.bytes(NDA_LLADDR).filter(b -> b.length == 6).map(MacAddress::of).orElse(null),
        (message.u16(8) & PERMANENT) != 0);
  }
}
