package dev.skiff.iptables.route;

import java.net.Inet4Address;
import java.net.InetAddress;

/** Address families as the kernel numbers them. */
final class Family {
  static final int IPV4 = 2;
  static final int IPV6 = 10;

  private Family() {}

  static int of(InetAddress address) {
    return address instanceof Inet4Address ? IPV4 : IPV6;
  }

  static InetAddress unspecified(int family) {
    return Cidr.ofBytes(new byte[family == IPV4 ? 4 : 16]);
  }
}
