package dev.skiff.iptables.route;

import java.net.InetAddress;

/**
 * A unicast route of the main table.
 *
 * @param destination the network that it leads to; 0.0.0.0/0 is the default route
 * @param gateway the next hop, null for a network that is directly on the link
 * @param link index of the interface, 0 to let the kernel find it by the gateway
 */
public record Route(Cidr destination, InetAddress gateway, int link) {
  /** A route by way of a next hop. */
  public static Route via(Cidr destination, InetAddress gateway) {
    return new Route(destination, gateway, 0);
  }
}
