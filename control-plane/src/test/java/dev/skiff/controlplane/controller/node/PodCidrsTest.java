package dev.skiff.controlplane.controller.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class PodCidrsTest {
  @Test
  void theLowestFreePartIsTaken() {
    PodCidrs cidrs = new PodCidrs("10.244.0.0/16");
    cidrs.occupy("10.244.1.0/24");
    assertEquals("10.244.0.0/24", cidrs.take());
    assertEquals("10.244.2.0/24", cidrs.take());
    cidrs.free("10.244.1.0/24");
    assertEquals("10.244.1.0/24", cidrs.take());
  }

  @Test
  void aRangeEnds() {
    PodCidrs cidrs = new PodCidrs("192.168.254.0/23");
    assertEquals("192.168.254.0/24", cidrs.take());
    assertEquals("192.168.255.0/24", cidrs.take());
    assertNull(cidrs.take());
  }

  @Test
  void foreignRangesAreNoMatter() {
    PodCidrs cidrs = new PodCidrs("10.244.0.0/24");
    cidrs.occupy("10.245.0.0/24");
    cidrs.occupy("fd00::/64");
    assertEquals("10.244.0.0/24", cidrs.take());
  }

  @Test
  void nonsenseIsRefusedWithItsName() {
    var refused = assertThrows(IllegalArgumentException.class, () -> new PodCidrs("10.244.0.0/28"));
    assertEquals(
        "skiff.cluster-cidr must be an IPv4 range of at least a /24, not 10.244.0.0/28",
        refused.getMessage());
  }
}
