package dev.skiff.controlplane.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.scheduler.SchedulerConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys and defaults that operators rely on. */
class StoreConfigTest {
  private static SmallRyeConfig config(Map<String, String> values) {
    return new SmallRyeConfigBuilder()
        .withConverter(Duration.class, 200, new DurationConverter())
        .withMapping(StoreConfig.class)
        .withMapping(SchedulerConfig.class)
        .withDefaultValues(values)
        .build();
  }

  @Test
  void defaults() {
    SmallRyeConfig config = config(Map.of());
    StoreConfig store = config.getConfigMapping(StoreConfig.class);
    assertEquals(Duration.ofMinutes(5), store.keepHistory());
    assertEquals(10_000, store.keepRevisions());
    assertEquals(2048, store.cacheWindow());
    assertEquals(4096, store.watchQueue());
    assertTrue(config.getConfigMapping(SchedulerConfig.class).scheduler());
  }

  @Test
  void keys() {
    SmallRyeConfig config =
        config(
            Map.of(
                "skiff.store.keep-history", "1h",
                "skiff.store.keep-revisions", "1",
                "skiff.store.cache-window", "2",
                "skiff.store.watch-queue", "3",
                "skiff.scheduler", "false"));
    StoreConfig store = config.getConfigMapping(StoreConfig.class);
    assertEquals(Duration.ofHours(1), store.keepHistory());
    assertEquals(1, store.keepRevisions());
    assertEquals(2, store.cacheWindow());
    assertEquals(3, store.watchQueue());
    assertFalse(config.getConfigMapping(SchedulerConfig.class).scheduler());
  }
}
