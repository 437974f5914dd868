package dev.skiff.iptables.route;

import dev.skiff.iptables.netlink.Attributes;
import dev.skiff.iptables.netlink.Message;
import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.netlink.NetlinkFlags;
import dev.skiff.iptables.netlink.NetlinkSocket;
import java.util.List;

/** Addresses by RTM_*ADDR messages (rtnetlink(7), linux/if_addr.h). */
final class KernelAddresses implements Addresses {
  private static final int NEWADDR = 20;
  private static final int DELADDR = 21;
  private static final int GETADDR = 22;
  private static final int HEADER = 8;
  private static final int IFA_ADDRESS = 1;
  private static final int IFA_LOCAL = 2;

  private final NetlinkSocket socket;

  KernelAddresses(NetlinkSocket socket) {
    this.socket = socket;
  }

  @Override
  public List<InterfaceAddress> list() {
    return socket.dump(GETADDR, w -> w.u32(0).u32(0), "list the interfaces' addresses").stream()
        .map(KernelAddresses::read)
        .toList();
  }

  @Override
  public void replace(InterfaceAddress address) {
    socket.request(
        NEWADDR,
        NetlinkFlags.CREATE | NetlinkFlags.REPLACE,
        w -> write(w, address),
        "add address " + address.address() + " to interface " + address.link());
  }

  @Override
  public void delete(InterfaceAddress address) {
    socket.request(
        DELADDR,
        0,
        w -> write(w, address),
        "delete address " + address.address() + " of interface " + address.link());
  }

  private static void write(MessageWriter writer, InterfaceAddress address) {
    Cidr cidr = address.address();
    byte[] bytes = cidr.address().getAddress();
    writer.u8(Family.of(cidr.address())).u8(cidr.prefix()).u8(0).u8(0).u32(address.link());
    writer.attribute(IFA_LOCAL, bytes).attribute(IFA_ADDRESS, bytes);
  }

  private static InterfaceAddress read(Message message) {
    Attributes attributes = message.attributes(HEADER);
    byte[] bytes =
        attributes.bytes(IFA_LOCAL).or(() -> attributes.bytes(IFA_ADDRESS)).orElseThrow();
    return new InterfaceAddress(message.u32(4), new Cidr(Cidr.ofBytes(bytes), message.u8(1)));
  }
}
