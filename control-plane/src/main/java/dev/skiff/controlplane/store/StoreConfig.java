package dev.skiff.controlplane.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the store keeps history, and how much of it the watch cache remembers. */
@ConfigMapping(prefix = "skiff.store")
public interface StoreConfig {
  /** History older than this is forgotten; lists that continue and watches that resume need it. */
  @WithDefault("5m")
  Duration keepHistory();

  /** No more revisions than this are remembered beside the newest states. */
  @WithDefault("10000")
  int keepRevisions();

  /** Changes of one resource that the watch cache remembers for watches that resume. */
  @WithDefault("2048")
  int cacheWindow();

  /** Changes that may wait for one watcher; a watcher that is slower loses its watch. */
  @WithDefault("4096")
  int watchQueue();
}
