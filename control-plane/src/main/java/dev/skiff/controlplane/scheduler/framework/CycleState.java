package dev.skiff.controlplane.scheduler.framework;

import java.util.HashMap;
import java.util.Map;

/** What plugins work out at the start of a cycle and use later in it. For one thread. */
public final class CycleState {
  private final Map<Class<?>, Object> values = new HashMap<>();

  public <T> void put(Class<T> type, T value) {
    values.put(type, value);
  }

  /** What was put, or null. */
  public <T> T get(Class<T> type) {
    return type.cast(values.get(type));
  }
}
