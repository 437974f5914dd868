package dev.skiff.operator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexedCacheTest {
  private final IndexedCache<Pod> cache = new IndexedCache<>();

  @Test
  void indicesFollowTheObjects() {
    cache.put(pod("a", "one"));
    cache.addIndex("node", pod -> List.of(pod.getSpec().getNodeName()));
    cache.put(pod("b", "one"));
    assertEquals(2, cache.byIndex("node", "one").size());
    cache.put(pod("a", "two"));
    assertEquals(List.of(pod("a", "two")), cache.byIndex("node", "two"));
    cache.remove(new Request("default", "b"));
    assertTrue(cache.byIndex("node", "one").isEmpty());
    assertEquals(1, cache.list("default").size());
    assertTrue(cache.list("other").isEmpty());
  }

  @Test
  void anUnknownIndexIsAMistake() {
    assertThrows(IllegalArgumentException.class, () -> cache.byIndex("node", "one"));
  }

  private static Pod pod(String name, String node) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .build();
  }
}
