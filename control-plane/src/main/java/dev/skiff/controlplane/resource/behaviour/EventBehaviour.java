package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;
import java.util.Set;

/**
 * Events. Those with an eventTime say who saw what; the older API, {@code v1}, lets much pass that
 * {@code events.k8s.io} refuses. Both know the same fields, some by other names.
 *
 * @param strict whether it is the newer API
 */
record EventBehaviour(boolean strict) implements Behaviour {
  private static final int LONGEST = 128;
  private static final int LONGEST_NOTE = 1024;
  private static final List<String> TYPES = List.of("Normal", "Warning");

  private static final Set<String> TIMES =
      Set.of("eventTime", "deprecatedFirstTimestamp", "deprecatedLastTimestamp");

  /** What never changes in the newer API, by its names in the two versions. */
  private static final List<String> FIXED =
      List.of("reason", "type", "action", "related", "reportingController", "reportingInstance");

  @Override
  public Names.Rule nameRule() {
    return strict ? Names.Rule.SUBDOMAIN : Names.Rule.PATH_SEGMENT;
  }

  /** Of a new event of the older API, metadata comes last. */
  @Override
  public void validateFirst(ObjectNode event, ObjectNode old, FieldErrors errors) {
    if (!strict && old == null) validate(event, errors);
  }

  @Override
  public void validate(ObjectNode event, FieldErrors errors) {
    String namespace = event.path("metadata").path("namespace").asText("");
    String of = event.path(strict ? "regarding" : "involvedObject").path("namespace").asText("");
    if (event.path("eventTime").asText("").isEmpty()) {
      boolean matches = of.isEmpty() ? namespace.equals("default") : of.equals(namespace);
      if (!matches) namespaceDiffers(of, errors);
      return;
    }
    if (of.isEmpty() && !namespace.equals("default") && !namespace.equals("kube-system")) {
      namespaceDiffers(of, errors);
    }
    String field = strict ? "reportingController" : "reportingComponent";
    String controller = event.path(field).asText("");
    if (controller.isEmpty()) errors.required(field);
    Names.qualified(controller).forEach(wrong -> errors.invalid(field, controller, wrong));
    text(event, "reportingInstance", errors);
    text(event, "action", errors);
    text(event, "reason", errors);
    if (GoText.bytes(event.path(strict ? "note" : "message").asText("")) > LONGEST_NOTE) {
      tooLong("message", LONGEST_NOTE, errors);
    }
  }

  private static void namespaceDiffers(String of, FieldErrors errors) {
    errors.invalid("involvedObject.namespace", of, "does not match event.namespace");
  }

  private static void text(ObjectNode event, String field, FieldErrors errors) {
    String text = event.path(field).asText("");
    if (text.isEmpty()) errors.required(field);
    if (GoText.bytes(text) > LONGEST) tooLong(field, LONGEST, errors);
  }

  private static void tooLong(String field, int most, FieldErrors errors) {
    errors.invalid(field, "", "can have at most " + most + " characters");
  }

  @Override
  public void validateCreate(ObjectNode event, FieldErrors errors) {
    if (!strict) return;
    series(event.path("series"), errors);
    if (event.path("eventTime").asText("").isEmpty()) errors.required("eventTime");
    String type = event.path("type").asText("");
    if (!TYPES.contains(type)) errors.invalid("type", "", "has invalid value: " + type);
    unset(event, "deprecatedFirstTimestamp", "firstTimestamp", errors);
    unset(event, "deprecatedLastTimestamp", "lastTimestamp", errors);
    if (event.path("deprecatedCount").asInt() != 0) {
      errors.invalid("count", "", "needs to be unset");
    }
    if (!event.path("deprecatedSource").isEmpty()) {
      errors.invalid("source", "", "needs to be unset");
    }
  }

  private static void unset(ObjectNode event, String field, String shown, FieldErrors errors) {
    if (event.path(field).isTextual()) errors.invalid(shown, "", "needs to be unset");
  }

  private static void series(JsonNode series, FieldErrors errors) {
    if (!series.isObject()) return;
    if (series.path("count").asInt() < 2) {
      errors.invalid("series.count", "", "should be at least 2");
    }
    if (series.path("lastObservedTime").asText("").isEmpty()) {
      errors.required("series.lastObservedTime");
    }
  }

  @Override
  public void validateUpdate(ObjectNode event, ObjectNode old, FieldErrors errors) {
    if (!strict) return;
    if (!event.path("series").equals(old.path("series"))) series(event.path("series"), errors);
    fixed(event, old, "regarding", "involvedObject", errors);
    fixed(event, old, "note", "message", errors);
    fixed(event, old, "deprecatedSource", "source", errors);
    fixed(event, old, "deprecatedFirstTimestamp", "firstTimestamp", errors);
    fixed(event, old, "deprecatedLastTimestamp", "lastTimestamp", errors);
    fixed(event, old, "deprecatedCount", "count", errors);
    fixed(event, old, "eventTime", "eventTime", errors);
    for (String field : FIXED) fixed(event, old, field, field, errors);
  }

  private static void fixed(
      ObjectNode event, ObjectNode old, String field, String shown, FieldErrors errors) {
    JsonNode now = event.path(field);
    if (now.equals(old.path(field))) return;
    boolean noText = now.isMissingNode() && old.path(field).isTextual() && !TIMES.contains(field);
    errors.invalid(shown, noText ? TextNode.valueOf("") : now, "field is immutable");
  }
}
