package dev.skiff.controlplane.api.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProxyNameTest {
  @Test
  void hasThreeForms() {
    assertEquals(Optional.of(new ProxyName(false, "web", "")), ProxyName.parse("web"));
    assertEquals(Optional.of(new ProxyName(false, "web", "80")), ProxyName.parse("web:80"));
    assertEquals(Optional.of(new ProxyName(true, "web", "api")), ProxyName.parse("https:web:api"));
    assertEquals(Optional.of(new ProxyName(false, "web", "")), ProxyName.parse(":web:"));
  }

  @Test
  void hasNoOthers() {
    for (String text : new String[] {"", ":80", "ftp:web:21", "https::443", "a:b:c:d"}) {
      assertTrue(ProxyName.parse(text).isEmpty(), text);
    }
  }
}
