package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.LabelSelectors;
import dev.skiff.controlplane.resource.validation.PodTemplateRules;
import java.util.ArrayList;
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
    boolean inherited = own.isEmpty() || own.equals(spec.at("/template/metadata/labels"));
    List<ObjectNode> marked = new ArrayList<>();
    marked.add(spec.withObject("/template/metadata/labels"));
    if (inherited) marked.add(metadata.withObject("/labels"));
    for (ObjectNode labels : marked) {
      labels.put("batch.kubernetes.io/controller-uid", uid);
      labels.put("batch.kubernetes.io/job-name", name);
      labels.put("controller-uid", uid);
      labels.put("job-name", name);
    }
    spec.withObject("/selector/matchLabels").put("batch.kubernetes.io/controller-uid", uid);
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    for (String field :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished")) {
      WorkloadBehaviour.notNegative("spec." + field, spec.path(field), errors);
    }
    new JobIndexRules("spec", errors).check(spec);
    PodFailurePolicyRules.check("spec", spec, errors);
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    if (!spec.has("selector")) {
      errors.required("spec.selector");
    } else if (!spec.path("manualSelector").asBoolean() && !generated(spec.path("selector"))) {
      errors.invalid("spec.selector", spec.path("selector"), "`selector` not auto-generated");
    }
    if (!spec.has("selector") || !LabelSelectors.matches(spec.path("selector"), labels)) {
      errors.invalid(
          "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }
    template("spec.template", spec.path("template"), errors);
  }

  private static boolean generated(JsonNode selector) {
    JsonNode labels = selector.path("matchLabels");
    return selector.size() == 1
        && labels.size() == 1
        && labels.has("batch.kubernetes.io/controller-uid");
  }

  /** The template of a Job, also of one inside a CronJob. */
  static void template(String field, JsonNode template, FieldErrors errors) {
    PodTemplateRules.check(field, template, errors);
    String restart = template.path("spec").path("restartPolicy").asText("");
    if (restart.isEmpty() || restart.equals("Always")) {
      errors.required(field + ".spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"");
    }
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
        } else if (now.isMissingNode() && !before.isMissingNode()) {
          errors.required("spec.completions", "when completion mode is Indexed");
        }
      } else if (!now.equals(before)) {
        errors.invalid("spec." + field, now, "field is immutable");
      }
    }
  }
}
