package dev.skiff.controlplane.resource.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.resource.behaviour.AddressPool.Outcome;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AddressPoolTest {
  @Test
  void givesEveryAddressOnce() {
    AddressPool pool = new AddressPool("10.0.0.0/28");
    Set<String> given = new HashSet<>();
    for (int i = 0; i < 14; i++) assertTrue(given.add(pool.next()));
    assertNull(pool.next());
    assertFalse(given.contains("10.0.0.0"));
    assertFalse(given.contains("10.0.0.15"));
    pool.release("10.0.0.7");
    assertEquals("10.0.0.7", pool.next());
  }

  @Test
  void moreNetworksGiveMoreAddresses() {
    AddressPool pool = new AddressPool("10.0.0.0/30");
    assertEquals(Outcome.TAKEN, pool.take("10.0.0.1"));
    assertEquals(Outcome.ALREADY_TAKEN, pool.take("10.0.0.1"));
    assertEquals(Outcome.OUT_OF_RANGE, pool.take("10.1.0.1"));
    assertEquals("10.0.0.2", pool.next());
    assertNull(pool.next());
    pool.add("10.1.0.0/30");
    assertEquals(Outcome.TAKEN, pool.take("10.1.0.1"));
    assertNotNull(pool.next());
    pool.remove("10.1.0.0/30");
    pool.release("10.1.0.1");
    assertNull(pool.next());
  }

  @Test
  void whatIsHeldIsNotGiven() {
    AddressPool pool = new AddressPool("10.0.0.0/30");
    assertTrue(pool.hold("10.0.0.1"));
    assertFalse(pool.hold("10.0.0.1"));
    assertEquals("10.0.0.2", pool.next());
    assertFalse(pool.hold("None"));
  }
}
