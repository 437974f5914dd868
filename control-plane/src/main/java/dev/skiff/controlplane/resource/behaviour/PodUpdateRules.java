package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;

/** What of a Pod may change: little, and most of that in one direction only. */
final class PodUpdateRules {
  private static final List<String> LISTS = List.of("containers", "initContainers");
  private static final String DEADLINE = "activeDeadlineSeconds";
  private static final String TERMS = "requiredDuringSchedulingIgnoredDuringExecution";
  private final JsonNode now;
  private final JsonNode before;
  private final FieldErrors errors;

  PodUpdateRules(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    this.now = pod.path("spec");
    this.before = old.path("spec");
    this.errors = errors;
  }

  void check() {
    for (String list : LISTS) {
      if (now.path(list).size() != before.path(list).size()) {
        errors.forbidden("spec." + list, "pod updates may not add or remove containers");
        return;
      }
      images(list);
    }
    if (!deadline()) return;
    tolerations();
    gates();
    if (before.path("schedulingGates").size() > 0) {
      nodeSelector();
      nodeAffinity();
    }
    if (!rest().equals(before)) {
      errors.forbidden(
          "spec",
          "pod updates may not change fields other than"
              + " `spec.containers[*].image`,`spec.initContainers[*].image`,"
              + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing"
              + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it"
              + " was previously negative)");
    }
  }

  private void images(String list) {
    for (int i = 0; i < now.path(list).size(); i++) {
      String field = "spec." + list + "[" + i + "].image";
      String image = now.path(list).get(i).path("image").asText("");
      if (image.isEmpty()) errors.required(field);
      if (!image.strip().equals(image)) {
        errors.invalid(field, image, "must not have leading or trailing whitespace");
      }
    }
  }

  /** A deadline comes once, and nearer; false if nothing else is to be said. */
  private boolean deadline() {
    JsonNode deadline = now.path(DEADLINE);
    JsonNode old = before.path(DEADLINE);
    if (deadline.isMissingNode()) {
      if (!old.isMissingNode()) {
        errors.invalid(
            "spec." + DEADLINE, deadline, "must not update from a positive integer to nil value");
      }
      return true;
    }
    long seconds = deadline.asLong();
    if (seconds < 0 || seconds > Integer.MAX_VALUE) {
      errors.invalid("spec." + DEADLINE, seconds, "must be between 0 and 2147483647, inclusive");
      return false;
    }
    if (old.isMissingNode() || old.asLong() >= seconds) return true;
    errors.invalid("spec." + DEADLINE, seconds, "must be less than or equal to previous value");
    return false;
  }

  /** Tolerations come, and change for how long they tolerate. */
  private void tolerations() {
    for (JsonNode old : before.path("tolerations")) {
      boolean kept = false;
      for (JsonNode toleration : now.path("tolerations")) {
        kept |= withoutSeconds(toleration).equals(withoutSeconds(old));
      }
      if (kept) continue;
      errors.forbidden(
          "spec.tolerations",
          "existing toleration can not be modified except its tolerationSeconds");
      return;
    }
  }

  private static JsonNode withoutSeconds(JsonNode toleration) {
    ObjectNode copy = toleration.deepCopy();
    return copy.without("tolerationSeconds");
  }

  private void gates() {
    JsonNode gates = now.path("schedulingGates");
    for (int i = 0; i < gates.size(); i++) {
      boolean known = false;
      for (JsonNode old : before.path("schedulingGates")) known |= old.equals(gates.get(i));
      if (known) continue;
      errors.forbidden(
          "spec.schedulingGates[" + i + "].name",
          "only deletion is allowed, but found new scheduling gate '%s'"
              .formatted(gates.get(i).path("name").asText("")));
    }
  }

  /** While it is held back, a Pod may be told more about where it is to run, but not otherwise. */
  private void nodeSelector() {
    JsonNode selector = now.path("nodeSelector");
    for (var label : before.path("nodeSelector").properties()) {
      if (selector.path(label.getKey()).equals(label.getValue())) continue;
      errors.invalid(
          "spec.nodeSelector",
          selector,
          "only additions to spec.nodeSelector are allowed (no mutations or deletions)");
      return;
    }
  }

  private void nodeAffinity() {
    JsonNode old = before.at("/affinity/nodeAffinity/" + TERMS + "/nodeSelectorTerms");
    JsonNode terms = now.at("/affinity/nodeAffinity/" + TERMS + "/nodeSelectorTerms");
    String field = "spec.affinity.nodeAffinity." + TERMS + ".nodeSelectorTerms";
    if (old.isEmpty()) return;
    if (terms.size() != old.size()) {
      errors.invalid(
          field, terms, "no additions/deletions to non-empty NodeSelectorTerms list are allowed");
      return;
    }
    for (int i = 0; i < old.size(); i++) {
      if (!onlyMore(terms.get(i), old.get(i))) {
        errors.invalid(
            field + "[" + i + "]",
            terms.get(i),
            "only additions are allowed (no mutations or deletions)");
      }
    }
  }

  private static boolean onlyMore(JsonNode term, JsonNode old) {
    if (old.isEmpty()) return term.isEmpty();
    for (String list : List.of("matchExpressions", "matchFields")) {
      for (int i = 0; i < old.path(list).size(); i++) {
        if (!old.path(list).get(i).equals(term.path(list).path(i))) return false;
      }
    }
    return true;
  }

  /** The new Pod with what may change as it was. */
  private ObjectNode rest() {
    ObjectNode rest = now.deepCopy();
    for (String list : LISTS) {
      for (int i = 0; i < before.path(list).size(); i++) {
        keep("image", before.path(list).get(i), rest.path(list).get(i));
      }
    }
    for (String field : List.of(DEADLINE, "tolerations", "schedulingGates")) {
      keep(field, before, rest);
    }
    if (now.path("terminationGracePeriodSeconds").asLong() == 1
        && before.path("terminationGracePeriodSeconds").asLong() < 0) {
      keep("terminationGracePeriodSeconds", before, rest);
    }
    if (before.path("schedulingGates").isEmpty()) return rest;
    keep("nodeSelector", before, rest);
    JsonNode affinity = before.at("/affinity/nodeAffinity");
    if (affinity.isObject()) {
      rest.withObjectProperty("affinity").set("nodeAffinity", affinity);
    } else if (rest.get("affinity") instanceof ObjectNode added) {
      added.remove("nodeAffinity");
      if (added.isEmpty()) keep("affinity", before, rest);
    }
    return rest;
  }

  private static void keep(String field, JsonNode from, JsonNode to) {
    if (!(to instanceof ObjectNode target)) return;
    if (from.has(field)) target.set(field, from.get(field));
    else target.remove(field);
  }
}
