package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Flow schemas and priority levels that every cluster has, and that say the same in each. */
final class MandatoryFlows {
  private static final String FILE = "mandatory-flows.yaml";
  private static final JsonNode SPECS = load();

  private MandatoryFlows() {}

  private static JsonNode load() {
    try (InputStream in = MandatoryFlows.class.getResourceAsStream(FILE)) {
      return new YAMLMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  static void schema(String name, JsonNode spec, FieldErrors errors) {
    check(name, spec, SPECS.path("schemas").path(name), "", errors);
  }

  /** Of the exempt level everything is fixed but how much it lends to others. */
  static void level(String name, JsonNode spec, FieldErrors errors) {
    JsonNode fixed = SPECS.path("levels").path(name);
    if (name.equals("exempt") && spec instanceof ObjectNode whole) {
      ObjectNode rest = whole.deepCopy().without("exempt");
      check(name, rest, fixed, " except the 'spec.exempt' field", errors);
    } else {
      check(name, spec, fixed, "", errors);
    }
  }

  private static void check(
      String name, JsonNode spec, JsonNode fixed, String but, FieldErrors errors) {
    if (fixed.isMissingNode() || fixed.equals(MandatoryFlows::differ, spec)) return;
    errors.invalid("spec", spec, "spec of '%s'%s must equal the fixed value".formatted(name, but));
  }

  /** Numbers are the same whatever their Java type. */
  private static int differ(JsonNode one, JsonNode other) {
    boolean same =
        one.isNumber() && other.isNumber() ? one.asLong() == other.asLong() : one.equals(other);
    return same ? 0 : 1;
  }
}
