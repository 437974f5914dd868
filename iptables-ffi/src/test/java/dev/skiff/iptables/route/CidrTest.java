package dev.skiff.iptables.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class CidrTest {
  @Test
  void aNetworkContainsItsAddresses() {
    Cidr cidr = Cidr.parse("10.244.1.7/20");
    assertEquals("10.244.0.0/20", cidr.network().toString());
    assertTrue(cidr.contains(InetAddress.ofLiteral("10.244.15.255")));
    assertFalse(cidr.contains(InetAddress.ofLiteral("10.244.16.0")));
    assertFalse(cidr.contains(InetAddress.ofLiteral("fd00::1")));
    assertTrue(Cidr.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("192.0.2.1")));
  }

  @Test
  void whatIsNoCidrIsRefused() {
    for (String text :
        new String[] {"10.0.0.1", "10.0.0.0/33", "host/24", "10.0.0.0/x", "fd00::/129"}) {
      assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text), text);
    }
  }
}
