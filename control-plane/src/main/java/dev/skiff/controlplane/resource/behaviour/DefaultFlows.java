package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * Flow schemas and priority levels that a cluster begins with (KEP-1040); the mandatory ones say
 * the same in every cluster.
 */
public final class DefaultFlows {
  private static final String FILE = "flow-control.yaml";
  private static final JsonNode SPECS = load();
  private static final Set<String> MANDATORY = Set.of("exempt", "catch-all");

  private DefaultFlows() {}

  private static JsonNode load() {
    try (InputStream in = DefaultFlows.class.getResourceAsStream(FILE)) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  /** Specs of PriorityLevelConfigurations by name; not to be changed. */
  public static JsonNode levels() {
    return SPECS.path("levels");
  }

  /** Specs of FlowSchemas by name; not to be changed. */
  public static JsonNode schemas() {
    return SPECS.path("schemas");
  }

  static void schema(String name, JsonNode spec, FieldErrors errors) {
    check(name, spec, schemas().path(name), "", errors);
  }

  /** Of the exempt level everything is fixed but how much it lends to others. */
  static void level(String name, JsonNode spec, FieldErrors errors) {
    JsonNode fixed = levels().path(name);
    if (name.equals("exempt")) {
      check(
          name,
          withoutExempt(spec),
          withoutExempt(fixed),
          " except the 'spec.exempt' field",
          errors);
    } else {
      check(name, spec, fixed, "", errors);
    }
  }

  private static JsonNode withoutExempt(JsonNode spec) {
    return spec instanceof ObjectNode whole ? whole.deepCopy().without("exempt") : spec;
  }

  private static void check(
      String name, JsonNode spec, JsonNode fixed, String but, FieldErrors errors) {
    if (!MANDATORY.contains(name) || fixed.equals(DefaultFlows::differ, spec)) return;
    errors.invalid("spec", spec, "spec of '%s'%s must equal the fixed value".formatted(name, but));
  }

  /** Numbers are the same whatever their Java type. */
  private static int differ(JsonNode one, JsonNode other) {
    boolean same =
        one.isNumber() && other.isNumber() ? one.asLong() == other.asLong() : one.equals(other);
    return same ? 0 : 1;
  }
}
