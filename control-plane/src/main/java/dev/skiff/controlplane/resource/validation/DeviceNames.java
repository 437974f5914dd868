package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;

/** Names that {@code resource.k8s.io} has: of pools, and of what devices have (KEP-4381). */
final class DeviceNames {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String NO_IDENTIFIER =
      "a valid C identifier must start with alphabetic character or '_', followed by a string of"
          + " alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex"
          + " used for validation is '[A-Za-z_][A-Za-z0-9_]*')";
  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)"
              + "(?:-((?:\\d*[a-zA-Z-][0-9a-zA-Z-]*|0|[1-9]\\d*)"
              + "(?:\\.(?:\\d*[a-zA-Z-][0-9a-zA-Z-]*|0|[1-9]\\d*))*+))?"
              + "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*+))?");
  private static final int LONGEST_VALUE = 64;
  private static final int LONGEST_DRIVER = 63;
  private static final int LONGEST_IDENTIFIER = 32;
  private static final int LONGEST_KEY = LONGEST_DRIVER + 1 + LONGEST_IDENTIFIER;
  private static final int LONGEST_POOL = 253;
  private static final int LONGEST_PARAMETERS = 10 * 1024;
  private static final List<String> VALUES = List.of("bool", "int", "string", "version");

  private DeviceNames() {}

  /** The name of a driver. */
  static void driver(String field, JsonNode value, FieldErrors errors) {
    DriverNames.check(field, value.asText(""), errors);
  }

  /** The name of a pool, of which every part is a subdomain. */
  static void pool(String field, JsonNode value, FieldErrors errors) {
    String name = value.asText("");
    if (name.isEmpty()) {
      errors.required(field);
      return;
    }
    if (GoText.bytes(name) > LONGEST_POOL) errors.tooLong(field, LONGEST_POOL);
    for (String part : name.split("/", -1)) {
      Names.subdomain(part).forEach(wrong -> errors.invalid(field, part, wrong));
    }
  }

  /** A name that must have a domain. */
  static void fullyQualified(String field, JsonNode value, FieldErrors errors) {
    String name = value.asText("");
    qualified(field, name, errors);
    if (name.contains("/")) return;
    errors.invalid(
        field, name, "a fully qualified name must be a domain and a name separated by a slash");
  }

  /** The keys of a map: names, with a domain or without. */
  static void keys(String field, JsonNode map, FieldErrors errors) {
    for (var entry : map.properties()) {
      String key = entry.getKey();
      qualified(field + "[" + shortened(key) + "]", key, errors);
    }
  }

  /** Of more than two parts nobody says anything. */
  private static void qualified(String at, String key, FieldErrors errors) {
    String[] parts = key.split("/", -1);
    if (parts.length == 1) identifier(at, key, errors);
    if (parts.length != 2) return;
    if (parts[0].isEmpty()) errors.invalid(at, "", "the domain must not be empty");
    else DriverNames.check(at, parts[0], errors);
    if (parts[1].isEmpty()) errors.invalid(at, "", "the name must not be empty");
    else identifier(at, parts[1], errors);
  }

  private static void identifier(String at, String name, FieldErrors errors) {
    if (GoText.bytes(name) > LONGEST_IDENTIFIER) errors.tooLong(at, LONGEST_IDENTIFIER);
    if (!IDENTIFIER.matcher(name).matches()) errors.invalid(at, name, NO_IDENTIFIER);
  }

  /** A key in a path: of one that is too long the middle is left out. */
  private static String shortened(String key) {
    if (key.length() <= LONGEST_KEY) return key;
    int left = LONGEST_KEY - "...".length();
    return key.substring(0, (left + 1) / 2) + "..." + key.substring(key.length() - left / 2);
  }

  /** What only a driver understands: an object that is not too long. */
  static void parameters(String field, JsonNode value, FieldErrors errors) {
    if (value.isMissingNode() || value.isNull()) {
      errors.required(field);
    } else if (GoText.bytes(value.toString()) > LONGEST_PARAMETERS) {
      errors.tooLong(field, LONGEST_PARAMETERS);
    } else if (!value.isObject()) {
      errors.invalid(field, "<value omitted>", "must be a valid JSON object");
    }
  }

  /** The value of an attribute. */
  static void attribute(String field, JsonNode attribute, FieldErrors errors) {
    String text = attribute.path("string").asText("");
    if (text.length() > LONGEST_VALUE) errors.tooLong(field + ".string", LONGEST_VALUE);
    if (attribute.has("version")) {
      String version = attribute.path("version").asText("");
      if (!VERSION.matcher(version).matches()) {
        errors.invalid(
            field + ".version", version, "must be a string compatible with semver.org spec 2.0.0");
      }
      if (version.length() > LONGEST_VALUE) errors.tooLong(field + ".version", LONGEST_VALUE);
    }
    long there = VALUES.stream().filter(attribute::has).count();
    if (there > 1) errors.invalid(field, attribute, "exactly one value must be specified");
  }
}
