package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Names that {@code resource.k8s.io} has: of pools, and of what devices have (KEP-4381). */
public final class DeviceNames {
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
  private static final List<String> VALUES = List.of("bool", "int", "string", "version");

  private DeviceNames() {}

  /** A domain and a name. */
  static List<String> fullyQualified(String name) {
    List<String> wrong = new ArrayList<>();
    String[] parts = name.split("/", -1);
    if (parts.length == 2) wrong.addAll(Names.subdomain(parts[0]));
    String last = parts[parts.length - 1];
    if (parts.length <= 2 && !IDENTIFIER.matcher(last).matches()) wrong.add(NO_IDENTIFIER);
    if (!name.contains("/")) {
      wrong.add("a fully qualified name must be a domain and a name separated by a slash");
    }
    return wrong;
  }

  /** Every part of a pool's name. */
  static void pool(String field, JsonNode value, FieldErrors errors) {
    for (String part : value.asText("").split("/", -1)) {
      Names.subdomain(part).forEach(wrong -> errors.invalid(field, part, wrong));
    }
  }

  /** The keys of a map: names, with a domain or without. */
  static void keys(String field, JsonNode map, FieldErrors errors) {
    for (var entry : map.properties()) {
      String key = entry.getKey();
      String at = field + "[" + key + "]";
      String[] parts = key.split("/", -1);
      if (parts.length > 2) continue;
      String name = parts[parts.length - 1];
      if (parts.length == 2 && parts[0].isEmpty()) {
        errors.invalid(at, "", "the domain must not be empty");
      } else if (parts.length == 2) {
        Names.subdomain(parts[0]).forEach(wrong -> errors.invalid(at, parts[0], wrong));
      }
      if (parts.length == 2 && name.isEmpty()) {
        errors.invalid(at, "", "the name must not be empty");
      } else if (!IDENTIFIER.matcher(name).matches()) {
        errors.invalid(at, name, NO_IDENTIFIER);
      }
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
