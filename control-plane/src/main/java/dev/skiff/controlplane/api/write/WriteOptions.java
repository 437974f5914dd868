package dev.skiff.controlplane.api.write;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.decode.FieldValidation;
import dev.skiff.controlplane.resource.validation.GoText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The query parameters that all writes share.
 *
 * @param dryRun do everything but store
 * @param fieldValidation what becomes of unknown and duplicate fields
 */
public record WriteOptions(boolean dryRun, FieldValidation fieldValidation) {
  private static final String PATCH_OPTIONS = "PatchOptions";

  /**
   * Reads the options.
   *
   * @param kind for messages: CreateOptions, UpdateOptions or PatchOptions
   * @throws dev.skiff.controlplane.api.StatusException 422 for values that do not exist
   */
  public static WriteOptions of(ApiRequest request, String kind) {
    checkFieldManager(request.parameter("fieldManager"), kind);
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
   * Reads the options of a patch.
   *
   * @param apply whether it is a server-side apply, which needs a field manager and may be forced
   * @throws dev.skiff.controlplane.api.StatusException 422 for values that do not exist
   */
  public static WriteOptions ofPatch(ApiRequest request, boolean apply) {
    String manager = request.parameter("fieldManager");
    if (apply && (manager == null || manager.isEmpty())) {
      throw Statuses.invalidOptions(
          PATCH_OPTIONS,
          "fieldManager",
          "FieldValueRequired",
          "Required value: is required for apply patch");
    }
    if (!apply && request.parameter("force") != null) {
      throw Statuses.invalidOptions(
          PATCH_OPTIONS,
          "force",
          "FieldValueForbidden",
          "Forbidden: may not be specified for non-apply patch");
    }
    return of(request, PATCH_OPTIONS);
  }

  private static void checkFieldManager(String manager, String kind) {
    if (manager == null) return;
    if (manager.getBytes(StandardCharsets.UTF_8).length > FieldOwnership.LONGEST_NAME) {
      throw Statuses.invalidOptions(
          kind,
          "fieldManager",
          "FieldValueTooLong",
          "Too long: may not be more than " + FieldOwnership.LONGEST_NAME + " bytes");
    }
    int position = 0;
    for (int codePoint : manager.codePoints().toArray()) {
      if (!FieldOwnership.isPrintable(codePoint)) {
        throw Statuses.invalidOptions(
            kind,
            "fieldManager",
            "FieldValueInvalid",
            "Invalid value: %s: invalid character U+%04X (at position %d)"
                .formatted(GoText.quote(manager), codePoint, position));
      }
      position += Character.toString(codePoint).getBytes(StandardCharsets.UTF_8).length;
    }
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
