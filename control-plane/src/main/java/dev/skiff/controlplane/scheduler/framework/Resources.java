package dev.skiff.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/**
 * Amounts of resources.
 *
 * @param milliCpu thousandths of a core
 * @param memory bytes
 * @param ephemeralStorage bytes
 * @param extended other resources by name, such as {@code example.com/gpu}, {@code hugepages-2Mi}
 *     and {@code pods}; immutable
 */
public record Resources(
    long milliCpu, long memory, long ephemeralStorage, Map<String, Long> extended) {
  public static final Resources NONE = new Resources(0, 0, 0, Map.of());

  /** How many Pods a node takes: part of a node's allocatable resources. */
  public static final String PODS = "pods";

  /** Reads a resource list; null is an empty one. */
  public static Resources of(Map<String, Quantity> list) {
    if (list == null || list.isEmpty()) return NONE;
    long milliCpu = 0;
    long memory = 0;
    long ephemeralStorage = 0;
    Map<String, Long> extended = new HashMap<>();
    for (Map.Entry<String, Quantity> entry : list.entrySet()) {
      BigDecimal amount = entry.getValue().getNumericalAmount();
      switch (entry.getKey()) {
        case "cpu" -> milliCpu = whole(amount.movePointRight(3));
        case "memory" -> memory = whole(amount);
        case "ephemeral-storage" -> ephemeralStorage = whole(amount);
        default -> extended.put(entry.getKey(), whole(amount));
      }
    }
    return new Resources(milliCpu, memory, ephemeralStorage, Map.copyOf(extended));
  }

  public Resources plus(Resources other) {
    return combine(other, Long::sum);
  }

  public Resources minus(Resources other) {
    return combine(other, (a, b) -> a - b);
  }

  /** The greater of each. */
  public Resources max(Resources other) {
    return combine(other, Math::max);
  }

  /** An extended resource, 0 if it is not named. */
  public long extended(String name) {
    return extended.getOrDefault(name, 0L);
  }

  private Resources combine(Resources other, LongBinaryOperator operator) {
    Map<String, Long> combined = extended;
    if (!extended.isEmpty() || !other.extended.isEmpty()) {
      combined = new HashMap<>();
      for (String name : extended.keySet()) combined.put(name, 0L);
      for (String name : other.extended.keySet()) combined.put(name, 0L);
      combined.replaceAll(
          (name, zero) -> operator.applyAsLong(extended(name), other.extended(name)));
    }
    return new Resources(
        operator.applyAsLong(milliCpu, other.milliCpu),
        operator.applyAsLong(memory, other.memory),
        operator.applyAsLong(ephemeralStorage, other.ephemeralStorage),
        combined);
  }

  /** Rounds up, as upstream reads quantities. */
  private static long whole(BigDecimal amount) {
    BigDecimal rounded = amount.setScale(0, RoundingMode.CEILING);
    BigDecimal limit = BigDecimal.valueOf(Long.MAX_VALUE);
    return rounded.min(limit).longValue();
  }
}
