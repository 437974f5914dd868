package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.CelProgram;
import dev.skiff.controlplane.resource.cel.Compilation;
import dev.skiff.controlplane.resource.cel.Structures;
import dev.skiff.controlplane.resource.cel.estimate.CostEstimator;
import dev.skiff.controlplane.resource.cel.library.QuantityLibrary;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Expressions that select devices (KEP-4381): what they may know of a device, and that they say yes
 * or no.
 */
public final class DeviceSelectors {
  private static final String DEVICE = "kubernetes.DRADevice";
  private static final Pattern NOTHING = Pattern.compile("<input>:1:1:([^\\n]*)(\\n.*)*+");
  private static final int LONGEST = 10 * 1024;
  private static final int MOST = 32;
  private static final double HIGHEST_COST = 1_000_000;

  /** Made when the first expression needs it. */
  private static final class Holder {
    private static final CelEnvironment ENVIRONMENT = environment();

    private static CelEnvironment environment() {
      Map<String, CelType> fields =
          Map.of(
              "driver", SimpleType.STRING,
              "attributes", byDomain(SimpleType.ANY),
              "capacity", byDomain(QuantityLibrary.TYPE));
      return CelEnvironment.of(
              Map.of("device", StructTypeReference.create(DEVICE)),
              Map.of(DEVICE, Structures.of(DEVICE, fields)))
          .withBindings();
    }
  }

  private DeviceSelectors() {}

  private static CelType byDomain(CelType value) {
    return MapType.create(SimpleType.STRING, MapType.create(SimpleType.STRING, value));
  }

  /**
   * Checks a list of selectors; of one that is too long nothing is said.
   *
   * @param field path of the list
   */
  public static void check(String field, JsonNode selectors, FieldErrors errors) {
    if (selectors.size() > MOST) return;
    for (int i = 0; i < selectors.size(); i++) {
      JsonNode cel = selectors.get(i).path("cel");
      if (!cel.isObject()) continue;
      String text = cel.path("expression").asText("");
      expression(field + "[" + i + "].cel.expression", text, errors);
    }
  }

  private static void expression(String field, String text, FieldErrors errors) {
    if (text.length() > LONGEST) {
      errors.tooLong(field, LONGEST);
      return;
    }
    Compilation compiled =
        Compilation.of(
            Holder.ENVIRONMENT,
            text,
            type -> type.equals(SimpleType.BOOL) || type == SimpleType.ANY);
    String message = compiled.message();
    switch (compiled.problem()) {
      case MALFORMED -> {
        // cel-go counts nothing from column zero.
        if (text.isEmpty()) message = NOTHING.matcher(message).replaceFirst("<input>:1:0:$1");
        errors.invalid(field, text, "compilation failed: " + message);
      }
      case OTHER_TYPE -> {
        String type = CelTypes.format(compiled.checked().outputType());
        errors.invalid(field, text, "must evaluate to bool or the unknown type, not " + type);
      }
      case IMPOSSIBLE -> errors.internal(field, "program instantiation failed: " + message);
      case NONE -> cost(field, compiled.program(), errors);
    }
  }

  private static void cost(String field, CelProgram program, FieldErrors errors) {
    if (CostEstimator.highestOfSelector(program, DeviceDeclaration.DEVICE) > HIGHEST_COST) {
      errors.forbidden(field, "too complex, exceeds cost limit");
    }
  }
}
