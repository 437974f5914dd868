package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.skiff.controlplane.resource.cel.CelCompileException;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.Structures;
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

  /** Made when the first expression needs it. */
  private static final class Holder {
    private static final CelEnvironment ENVIRONMENT = environment();

    private static CelEnvironment environment() {
      // Quantities have a type of their own, of which only methods know.
      CelType byName = MapType.create(SimpleType.STRING, SimpleType.DYN);
      CelType byDomain = MapType.create(SimpleType.STRING, byName);
      Map<String, CelType> fields =
          Map.of("driver", SimpleType.STRING, "attributes", byDomain, "capacity", byDomain);
      return CelEnvironment.of(
          Map.of("device", StructTypeReference.create(DEVICE)),
          Map.of(DEVICE, Structures.of(DEVICE, fields)));
    }
  }

  private DeviceSelectors() {}

  /**
   * Checks a list of selectors.
   *
   * @param field path of the list
   */
  public static void check(String field, JsonNode selectors, FieldErrors errors) {
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
    try {
      CelType type = Holder.ENVIRONMENT.compile(text).outputType();
      if (type.equals(SimpleType.BOOL) || type == SimpleType.DYN) return;
      errors.invalid(
          field, text, "must evaluate to bool or the unknown type, not " + CelTypes.format(type));
    } catch (CelCompileException wrong) {
      String message = wrong.getMessage();
      // cel-go counts nothing from column zero.
      if (text.isEmpty()) message = NOTHING.matcher(message).replaceFirst("<input>:1:0:$1");
      errors.invalid(field, text, "compilation failed: " + message);
    }
  }
}
