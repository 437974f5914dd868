package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.LabelSelectors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;
import java.util.UUID;

/** Jobs: labels and selector are generated from the uid, and the template never changes. */
final class JobBehaviour implements Behaviour {
  private static final List<String> IMMUTABLE =
      List.of(
          "completions",
          "selector",
          "template",
          "completionMode",
          "podFailurePolicy",
          "backoffLimitPerIndex",
          "managedBy",
          "successPolicy");

  private static final String CONTROLLER = "batch.kubernetes.io/controller-uid";
  private static final String NAME = "batch.kubernetes.io/job-name";
  private static final String LABELS = "/template/metadata/labels";

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    ObjectNode spec = object.withObject("/spec");
    if (spec.path("manualSelector").asBoolean()) return;
    ObjectNode metadata = object.withObject("/metadata");
    String uid = metadata.path("uid").asText("");
    if (uid.isEmpty()) {
      uid = UUID.randomUUID().toString();
      metadata.put("uid", uid);
    }
    String name = metadata.path("name").asText("");
    JsonNode own = metadata.path("labels");
    ObjectNode labels = spec.withObject("/template/metadata/labels");
    boolean inherited = own.isEmpty() || own == labels;
    generated(name, uid)
        .properties()
        .forEach(
            label -> {
              if (!labels.has(label.getKey())) labels.set(label.getKey(), label.getValue());
            });
    if (inherited) metadata.set("labels", labels.deepCopy());
    ObjectNode selected = spec.withObject("/selector/matchLabels");
    if (!selected.has(CONTROLLER)) selected.put(CONTROLLER, uid);
  }

  /** The labels of the Pods of a Job, by which it finds them; the older ones have no domain. */
  private static ObjectNode generated(String name, String uid) {
    return JsonNodeFactory.instance
        .objectNode()
        .put(CONTROLLER, uid)
        .put(NAME, name)
        .put("controller-uid", uid)
        .put("job-name", name);
  }

  @Override
  public void validate(ObjectNode job, ObjectNode old, FieldErrors errors) {
    JsonNode spec = job.path("spec");
    new JobSpecRules("spec", errors).check(spec);
    JsonNode labels = spec.at(LABELS);
    JsonNode selector = spec.path("selector");
    boolean missing = selector.isMissingNode();
    if (missing) errors.required("spec.selector");
    LabelSelectors.check("spec.selector", selector, errors);
    if (!missing && !spec.path("manualSelector").asBoolean()) {
      // Jobs may be older than the labels that have a domain.
      boolean all = old == null || old.at("/spec" + LABELS).has(NAME);
      checkGenerated(job, all && (old == null || old.at("/spec" + LABELS).has(CONTROLLER)), errors);
    }
    boolean readable = LabelSelectors.isValid(selector);
    if (missing || readable && !LabelSelectors.matches(selector, labels)) {
      errors.invalid(
          "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }
    hostName(job, errors);
  }

  /** Labels and selector are those that were generated. */
  private static void checkGenerated(ObjectNode job, boolean all, FieldErrors errors) {
    JsonNode metadata = job.path("metadata");
    JsonNode labels = job.at("/spec" + LABELS);
    ObjectNode expected = generated(metadata.path("name").asText(), metadata.path("uid").asText());
    if (!all) expected.remove(List.of(CONTROLLER, NAME));
    for (var label : expected.properties()) {
      String field = "spec.template.metadata.labels[" + label.getKey() + "]";
      String detail = "must be '" + label.getValue().asText() + "'";
      if (!labels.has(label.getKey())) {
        errors.required(field, detail);
      } else if (!labels.get(label.getKey()).equals(label.getValue())) {
        errors.invalid(field, labels, detail);
      }
    }
    JsonNode selector = job.path("spec").path("selector");
    if (LabelSelectors.isValid(selector) && !LabelSelectors.matches(selector, expected)) {
      errors.invalid("spec.selector", selector, "`selector` not auto-generated");
    }
  }

  /** Pods with an index are hosts of the Job's name and that. */
  private static void hostName(ObjectNode job, FieldErrors errors) {
    long completions = job.at("/spec/completions").asLong();
    if (!indexed(job) || completions <= 0) return;
    String name = job.path("metadata").path("name").asText("");
    String host = name + "-" + (completions - 1);
    if (Names.label(host).isEmpty()) return;
    errors.invalid(
        "metadata.name", name, "will not able to create pod with invalid DNS label: " + host);
  }

  /** A Job that has not begun may still be told where its Pods are to run. */
  private static boolean suspended(ObjectNode job) {
    return job.at("/spec/suspend").asBoolean() && !job.at("/status").has("startTime");
  }

  private static boolean indexed(ObjectNode job) {
    return job.at("/spec/completionMode").asText("").equals("Indexed");
  }

  private static JsonNode fixedPart(JsonNode template) {
    JsonNode copy = template.deepCopy();
    if (copy.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("labels", "annotations"));
      if (metadata.isEmpty()) ((ObjectNode) copy).remove("metadata");
    }
    if (copy.get("spec") instanceof ObjectNode spec) {
      spec.remove(List.of("nodeSelector", "tolerations", "schedulingGates"));
      if (spec.get("affinity") instanceof ObjectNode affinity) {
        affinity.remove("nodeAffinity");
        if (affinity.isEmpty()) spec.remove("affinity");
      }
    }
    return copy;
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    new JobStatusRules(object, old, errors).check();
  }

  @Override
  public void validateUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    for (String field : IMMUTABLE) {
      JsonNode now = object.path("spec").path(field);
      JsonNode before = old.path("spec").path(field);
      if (field.equals("template") && suspended(old)) {
        if (fixedPart(now).equals(fixedPart(before))) continue;
      }
      if (field.equals("completions") && indexed(object)) {
        boolean together = now.isMissingNode() || now.equals(object.at("/spec/parallelism"));
        if (!now.equals(before) && !together) {
          errors.invalid(
              "spec.completions", now, "can only be modified in tandem with spec.parallelism");
        }
      } else if (!now.equals(before)) {
        errors.invalid("spec." + field, now, "field is immutable");
      }
    }
  }
}
