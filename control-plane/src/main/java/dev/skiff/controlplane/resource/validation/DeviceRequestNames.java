package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/**
 * How the requests of a claim for devices may be referred to: by their names, those with
 * alternatives also as {@code request/alternative} (KEP-4816).
 */
public final class DeviceRequestNames {
  /** The most that a list of references may have. */
  private static final int MOST = 32;

  private static final String NO_REQUEST =
      "must be the name of a request in the claim or the name of a request and a subrequest"
          + " separated by '/'";

  private final Set<String> names = new HashSet<>();
  private final FieldErrors errors;

  /**
   * @param devices what the claim asks for
   */
  public DeviceRequestNames(JsonNode devices, FieldErrors errors) {
    this.errors = errors;
    for (JsonNode request : devices.path("requests")) {
      String name = request.path("name").asText("");
      names.add(name);
      for (JsonNode alternative : request.path("firstAvailable")) {
        names.add(name + "/" + alternative.path("name").asText(""));
      }
    }
  }

  /** Checks a list of references. */
  public void references(String field, JsonNode references) {
    if (references.size() > MOST) return;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < references.size(); i++) {
      String name = references.get(i).asText("");
      String at = field + "[" + i + "]";
      reference(at, name);
      if (!seen.add(name)) errors.duplicate(at, name);
    }
  }

  /** Checks one reference. */
  void reference(String field, String name) {
    String[] parts = name.split("/", -1);
    if (parts.length <= 2) {
      for (String part : parts) {
        Names.label(part).forEach(wrong -> errors.invalid(field, part, wrong));
      }
    }
    if (!names.contains(name)) errors.invalid(field, name, NO_REQUEST);
  }
}
