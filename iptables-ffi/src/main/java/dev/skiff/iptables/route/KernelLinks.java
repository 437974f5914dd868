package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.FileDescriptor;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.netlink.Attributes;
import dev.skiff.iptables.netlink.Message;
import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.netlink.NetlinkFlags;
import dev.skiff.iptables.netlink.NetlinkSocket;
import java.util.List;
import java.util.Optional;

/** Interfaces by RTM_*LINK messages (rtnetlink(7), linux/if_link.h). */
final class KernelLinks implements Links {
  private static final int NEWLINK = 16;
  private static final int DELLINK = 17;
  private static final int GETLINK = 18;
  private static final int SETLINK = 19;
  private static final int AF_BRIDGE = 7;
  private static final int IFF_UP = 1;
  private static final int INFO_HEADER = 16;

  private static final int IFLA_ADDRESS = 1;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_LINK = 5;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_PROTINFO = 12;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_NET_NS_FD = 28;
  private static final int INFO_KIND = 1;
  private static final int INFO_DATA = 2;
  private static final int VETH_INFO_PEER = 1;
  private static final int BRPORT_MODE = 4;

  private final NetlinkSocket socket;

  KernelLinks(NetlinkSocket socket) {
    this.socket = socket;
  }

  @Override
  public List<Link> list() {
    return socket.dump(GETLINK, w -> header(w, 0, 0, 0, 0), "list the network interfaces").stream()
        .map(KernelLinks::read)
        .toList();
  }

  @Override
  public Optional<Link> find(String name) {
    try {
      return socket
          .request(
              GETLINK,
              0,
              w -> header(w, 0, 0, 0, 0).attribute(IFLA_IFNAME, name),
              "find network interface " + name)
          .stream()
          .map(KernelLinks::read)
          .findFirst();
    } catch (KernelException e) {
      if (e.is(Errno.ENODEV)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Link addBridge(String name) {
    add(
        w -> {
          header(w, 0, 0, 0, 0).attribute(IFLA_IFNAME, name);
          int info = w.beginNest(IFLA_LINKINFO);
          w.attribute(INFO_KIND, "bridge").endNest(info);
        },
        "add bridge " + name);
    return find(name).orElseThrow();
  }

  @Override
  public Link addVeth(
      String name, int mtu, String peerName, FileDescriptor peerNamespace, MacAddress peerMac) {
    add(
        w -> {
          header(w, 0, 0, 0, 0).attribute(IFLA_IFNAME, name).attributeU32(IFLA_MTU, mtu);
          int info = w.beginNest(IFLA_LINKINFO);
          w.attribute(INFO_KIND, "veth");
          int data = w.beginNest(INFO_DATA);
          int peer = w.beginNest(VETH_INFO_PEER);
          header(w, 0, 0, 0, 0).attribute(IFLA_IFNAME, peerName).attributeU32(IFLA_MTU, mtu);
          if (peerMac != null) {
            w.attribute(IFLA_ADDRESS, peerMac.octets());
          }
          if (peerNamespace != null) {
            w.attributeU32(IFLA_NET_NS_FD, peerNamespace.number());
          }
          w.endNest(peer).endNest(data).endNest(info);
        },
        "add veth " + name + " with peer " + peerName);
    return find(name).orElseThrow();
  }

  private void add(NetlinkSocket.Body body, String attempted) {
    socket.request(NEWLINK, NetlinkFlags.CREATE | NetlinkFlags.EXCLUSIVE, body, attempted);
  }

  @Override
  public void setUp(int index) {
    set(index, IFF_UP, IFF_UP, w -> {}, "set interface " + index + " up");
  }

  @Override
  public void setDown(int index) {
    set(index, 0, IFF_UP, w -> {}, "set interface " + index + " down");
  }

  @Override
  public void setMaster(int index, int master) {
    set(
        index,
        0,
        0,
        w -> w.attributeU32(IFLA_MASTER, master),
        "make interface " + index + " a port of " + master);
  }

  @Override
  public void setMtu(int index, int mtu) {
    set(
        index,
        0,
        0,
        w -> w.attributeU32(IFLA_MTU, mtu),
        "set the MTU of interface " + index + " to " + mtu);
  }

  @Override
  public void setMac(int index, MacAddress mac) {
    set(
        index,
        0,
        0,
        w -> w.attribute(IFLA_ADDRESS, mac.octets()),
        "set the address of interface " + index + " to " + mac);
  }

  @Override
  public void setNamespace(int index, FileDescriptor namespace) {
    set(
        index,
        0,
        0,
        w -> w.attributeU32(IFLA_NET_NS_FD, namespace.number()),
        "move interface " + index + " to another network namespace");
  }

  private void set(int index, int flags, int change, NetlinkSocket.Body body, String attempted) {
    socket.request(
        NEWLINK,
        0,
        w -> {
          header(w, 0, index, flags, change);
          body.write(w);
        },
        attempted);
  }

  @Override
  public void setHairpin(int index, boolean on) {
    socket.request(
        SETLINK,
        0,
        w -> {
          header(w, AF_BRIDGE, index, 0, 0);
          int port = w.beginNest(IFLA_PROTINFO);
          w.attributeU8(BRPORT_MODE, on ? 1 : 0).endNest(port);
        },
        "set hairpin of bridge port " + index);
  }

  @Override
  public void delete(int index) {
    socket.request(DELLINK, 0, w -> header(w, 0, index, 0, 0), "delete interface " + index);
  }

  /** struct ifinfomsg. */
  private static MessageWriter header(
      MessageWriter writer, int family, int index, int flags, int change) {
    return writer.u8(family).u8(0).u16(0).u32(index).u32(flags).u32(change);
  }

  private static Link read(Message message) {
    Attributes attributes = message.attributes(INFO_HEADER);
    return new Link(
        message.u32(4),
        attributes.string(IFLA_IFNAME).orElse(""),
        attributes.nest(IFLA_LINKINFO).string(INFO_KIND).orElse(""),
        attributes.bytes(IFLA_ADDRESS).filter(b -> b.length == 6).map(MacAddress::of).orElse(null),
        attributes.u32(IFLA_MTU).orElse(0),
        (message.u32(8) & IFF_UP) != 0,
        attributes.u32(IFLA_MASTER).orElse(0),
        attributes.u32(IFLA_LINK).orElse(0));
  }
}
