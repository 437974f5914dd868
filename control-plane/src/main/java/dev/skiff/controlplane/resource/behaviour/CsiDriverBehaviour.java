package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.HashSet;
import java.util.Set;

/** CSI drivers: they count changes, beginning with the first; how they attach and live is fixed. */
final class CsiDriverBehaviour implements Behaviour {
  private static final long SHORTEST_TOKEN = 600;
  private static final long LONGEST_TOKEN = 1L << 32;

  @Override
  public boolean requiredBySchema() {
    return true;
  }

  /** Of tokens for an audience that has one already nothing more is said. */
  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode tokens = object.path("spec").path("tokenRequests");
    Set<String> audiences = new HashSet<>();
    for (int i = 0; i < tokens.size(); i++) {
      String field = "spec.tokenRequests[" + i + "]";
      String audience = tokens.get(i).path("audience").asText("");
      if (!audiences.add(audience)) errors.duplicate(field + ".audience", audience);
      else if (tokens.get(i).has("expirationSeconds")) {
        duration(field + ".expirationSeconds", tokens.get(i).path("expirationSeconds"), errors);
      }
    }
  }

  private static void duration(String field, JsonNode seconds, FieldErrors errors) {
    if (seconds.asLong() < SHORTEST_TOKEN) {
      errors.invalid(field, seconds, "may not specify a duration less than 10 minutes");
    }
    if (seconds.asLong() > LONGEST_TOKEN) {
      errors.invalid(field, seconds, "may not specify a duration larger than 2^32 seconds");
    }
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    fixed("attachRequired", "spec.attachedRequired", object, old, errors);
    fixed("volumeLifecycleModes", "spec.volumeLifecycleModes", object, old, errors);
  }

  private static void fixed(
      String field, String shown, ObjectNode object, ObjectNode old, FieldErrors errors) {
    JsonNode now = object.path("spec").path(field);
    if (!now.equals(old.path("spec").path(field))) errors.invalid(shown, now, "field is immutable");
  }

  @Override
  public void prepareForUpdate(ObjectNode object, ObjectNode old) {
    if (object.path("spec").equals(old.path("spec"))) return;
    long before = old.path("metadata").path("generation").asLong();
    object.withObject("/metadata").put("generation", before + 1);
  }
}
