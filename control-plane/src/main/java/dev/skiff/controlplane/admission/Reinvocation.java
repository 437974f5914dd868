package dev.skiff.controlplane.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whether the plugins that mutate run a second time over one request, because what a webhook
 * changed may concern those before it; and what plugins must remember between the rounds. Used by
 * the request's thread alone.
 */
public final class Reinvocation {
  private final Map<Class<?>, Object> memories = new HashMap<>();
  private boolean wanted;
  private boolean second;

  /** Asks for a second round; without effect in the second one. */
  public void want() {
    wanted = true;
  }

  /** True in the second round. */
  public boolean second() {
    return second;
  }

  /** What a plugin remembers about this request; made when it is first asked for. */
  public <T> T memory(Class<T> type, Supplier<T> maker) {
    return type.cast(memories.computeIfAbsent(type, ignored -> maker.get()));
  }

  /** Begins the second round if one is wanted. */
  boolean begin() {
    second = wanted;
    return second;
  }
}
