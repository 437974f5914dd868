package dev.skiff.controlplane.store;

import java.time.Duration;

class MemoryStoreTest extends StoreContract {
  @Override
  Store open() {
    return new LogStore(new MemoryJournal(), Duration.ofMinutes(5), 10_000);
  }
}
