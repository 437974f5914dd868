package dev.skiff.controlplane.resource;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Whether some definitions are anywhere in a schema: where none is, nobody has to look into an
 * object. Answers are remembered. Safe for many threads.
 */
public final class SchemaReach {
  private final Predicate<String> wanted;
  private final Map<Schema, Boolean> known = new ConcurrentHashMap<>();

  /**
   * @param wanted tells the definitions by their names
   */
  public SchemaReach(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /** Whether one of the definitions is this schema or below it. */
  public boolean of(Schema schema) {
    return known.computeIfAbsent(schema, whole -> reaches(whole, new HashSet<>()));
  }

  private boolean reaches(Schema schema, Set<String> seen) {
    String name = schema.name();
    if (name != null) {
      if (wanted.test(name)) return true;
      if (!seen.add(name)) return false;
    }
    if (schema.items() != null && reaches(schema.items(), seen)) return true;
    Schema values = schema.additionalProperties();
    if (values != null && reaches(values, seen)) return true;
    for (Schema property : schema.properties().values()) {
      if (reaches(property, seen)) return true;
    }
    return false;
  }
}
