package dev.skiff.controlplane.api.write;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import java.util.List;

/**
 * The query parameters that all writes share.
 *
 * @param dryRun do everything but store
 * @param fieldValidation what becomes of unknown and duplicate fields
 */
public record WriteOptions(boolean dryRun, FieldValidation fieldValidation) {

  /**
   * Reads the options.
   *
   * @param kind for messages: CreateOptions, UpdateOptions or PatchOptions
   * @throws dev.skiff.controlplane.api.StatusException 422 for values that do not exist
   */
  public static WriteOptions of(ApiRequest request, String kind) {
    String validation = request.parameter("fieldValidation");
    FieldValidation fieldValidation =
        switch (validation == null ? "" : validation) {
          case "Strict" -> FieldValidation.STRICT;
          case "", "Warn" -> FieldValidation.WARN;
          case "Ignore" -> FieldValidation.IGNORE;
          default ->
              throw Statuses.invalidOptions(
                  kind,
                  "fieldValidation",
                  "FieldValueNotSupported",
                  "Unsupported value: \""
                      + validation
                      + "\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
        };
    return new WriteOptions(
        dryRun(request.query().getOrDefault("dryRun", List.of()), kind), fieldValidation);
  }

  /**
   * Whether nothing is to be stored.
   *
   * @param values of the parameter or field dryRun
   */
  public static boolean dryRun(List<String> values, String kind) {
    for (String value : values) {
      if (value.equals("All")) continue;
      if (value.isEmpty() && values.size() == 1) return false;
      throw Statuses.invalidOptions(
          kind,
          "dryRun",
          "FieldValueNotSupported",
          "Unsupported value: [\""
              + String.join("\",\"", values)
              + "\"]: supported values: \"All\"");
    }
    return !values.isEmpty();
  }
}
