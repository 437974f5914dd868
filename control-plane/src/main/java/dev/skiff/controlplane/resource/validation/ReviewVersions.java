package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** Which versions of reviews a webhook says it understands: at least one that we speak. */
public final class ReviewVersions {
  private static final Set<String> KNOWN = Set.of("v1", "v1beta1");

  private ReviewVersions() {}

  /** Checks a list of versions that is not empty. */
  public static void check(String field, JsonNode versions, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    boolean known = false;
    for (int i = 0; i < versions.size(); i++) {
      String at = field + "[" + i + "]";
      String version = versions.get(i).asText();
      if (!seen.add(version)) errors.invalid(at, version, "duplicate version");
      Names.label1035(version).forEach(one -> errors.invalid(at, version, one));
      known |= KNOWN.contains(version);
    }
    if (!known) errors.invalid(field, versions, "must include at least one of v1, v1beta1");
  }
}
