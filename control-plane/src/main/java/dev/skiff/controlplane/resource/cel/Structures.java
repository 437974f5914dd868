package dev.skiff.controlplane.resource.cel;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.StructType;
import java.util.Map;
import java.util.Optional;

/** Types with named fields. */
public final class Structures {
  private Structures() {}

  /** A structure of these fields. */
  public static CelType of(String name, Map<String, CelType> fields) {
    Map<String, CelType> copy = ImmutableMap.copyOf(fields);
    return StructType.create(
        name, ImmutableMap.copyOf(copy).keySet(), field -> Optional.ofNullable(copy.get(field)));
  }
}
