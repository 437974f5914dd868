package dev.skiff.iptables.route;

import dev.skiff.iptables.netlink.Attributes;
import dev.skiff.iptables.netlink.Message;
import dev.skiff.iptables.netlink.MessageWriter;
import dev.skiff.iptables.netlink.NetlinkFlags;
import dev.skiff.iptables.netlink.NetlinkSocket;
import java.util.List;

/** Routes by RTM_*ROUTE messages (rtnetlink(7), linux/rtnetlink.h). */
final class KernelRoutes implements Routes {
  private static final int NEWROUTE = 24;
  private static final int DELROUTE = 25;
  private static final int GETROUTE = 26;
  private static final int HEADER = 12;
  private static final int TABLE_MAIN = 254;
  private static final int PROTOCOL_STATIC = 4;
  private static final int SCOPE_UNIVERSE = 0;
  private static final int SCOPE_LINK = 253;
  private static final int SCOPE_NOWHERE = 255;
  private static final int UNICAST = 1;
  private static final int RTA_DST = 1;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_TABLE = 15;

  private final NetlinkSocket socket;

  KernelRoutes(NetlinkSocket socket) {
    this.socket = socket;
  }

  @Override
  public List<Route> list() {
    return socket.dump(GETROUTE, w -> w.u32(0).u32(0).u32(0), "list the routes").stream()
        .filter(m -> m.u8(7) == UNICAST)
        .filter(m -> m.attributes(HEADER).u32(RTA_TABLE).orElse(m.u8(4)) == TABLE_MAIN)
        .map(KernelRoutes::read)
        .toList();
  }

  @Override
  public void replace(Route route) {
    socket.request(
        NEWROUTE,
        NetlinkFlags.CREATE | NetlinkFlags.REPLACE,
        w -> {
          int scope = route.gateway() == null ? SCOPE_LINK : SCOPE_UNIVERSE;
          destination(w, route.destination(), PROTOCOL_STATIC, scope, UNICAST);
          if (route.gateway() != null) {
            w.attribute(RTA_GATEWAY, route.gateway().getAddress());
          }
          if (route.link() != 0) {
            w.attributeU32(RTA_OIF, route.link());
          }
        },
        "set route to " + route.destination() + via(route));
  }

  @Override
  public void delete(Cidr destination) {
    socket.request(
        DELROUTE,
        0,
        w -> destination(w, destination, 0, SCOPE_NOWHERE, 0),
        "delete route to " + destination);
  }

  private static void destination(
      MessageWriter writer, Cidr destination, int protocol, int scope, int type) {
    writer.u8(Family.of(destination.address())).u8(destination.prefix()).u8(0).u8(0);
    writer.u8(TABLE_MAIN).u8(protocol).u8(scope).u8(type).u32(0);
    if (destination.prefix() > 0) {
      writer.attribute(RTA_DST, destination.network().address().getAddress());
    }
  }

  private static Route read(Message message) {
    Attributes attributes = message.attributes(HEADER);
    return new Route(
        new Cidr(
            attributes
                .bytes(RTA_DST)
                .map(Cidr::ofBytes)
                .orElseGet(() -> Family.unspecified(message.u8(0))),
            message.u8(1)),
        attributes.bytes(RTA_GATEWAY).map(Cidr::ofBytes).orElse(null),
        attributes.u32(RTA_OIF).orElse(0));
  }

  private static String via(Route route) {
    return route.gateway() == null ? "" : " via " + route.gateway().getHostAddress();
  }
}
