package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** APIServices: the name is made of version and group; local ones are available at once. */
final class ApiServiceBehaviour implements Behaviour {
  private static final int GROUP_PRIORITY_LIMIT = 20_000;
  private static final int VERSION_PRIORITY_LIMIT = 1000;
  private static final int PORT_LIMIT = 65_535;

  @Override
  public List<String> nameProblems(ObjectNode object, String name, boolean prefix) {
    List<String> wrong = new ArrayList<>(Names.pathSegment(name));
    JsonNode spec = object.path("spec");
    String required = spec.path("version").asText("") + "." + spec.path("group").asText("");
    if (wrong.isEmpty() && !name.equals(required)) {
      wrong.add("must be `spec.version+\".\"+spec.group`: \"" + required + "\"");
    }
    return wrong;
  }

  @Override
  public void prepareForCreate(ObjectNode object) {
    if (object.at("/spec/service").isObject()) return;
    object
        .putObject("status")
        .putArray("conditions")
        .addObject()
        .put("lastTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("message", "Local APIServices are always available")
        .put("reason", "Local")
        .put("status", "True")
        .put("type", "Available");
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    JsonNode spec = object.path("spec");
    String group = spec.path("group").asText("");
    String version = spec.path("version").asText("");
    if (group.isEmpty() && !version.equals("v1")) {
      errors.required("spec.group", "only v1 may have an empty group and it better be legacy kube");
    }
    if (!group.isEmpty()) {
      Names.subdomain(group).forEach(one -> errors.invalid("spec.group", group, one));
    }
    Names.label1035(version).forEach(one -> errors.invalid("spec.version", version, one));
    priority(spec, "groupPriorityMinimum", GROUP_PRIORITY_LIMIT, errors);
    priority(spec, "versionPriority", VERSION_PRIORITY_LIMIT, errors);
    if (spec.path("service").isObject()) remote(spec, errors);
    else local(spec, errors);
  }

  private static void priority(JsonNode spec, String field, int limit, FieldErrors errors) {
    long value = spec.path(field).asLong();
    if (value <= 0 || value > limit) {
      errors.invalid("spec." + field, value, "must be positive and less than " + limit);
    }
  }

  private static void local(JsonNode spec, FieldErrors errors) {
    String bundle = spec.path("caBundle").asText("");
    if (!bundle.isEmpty()) {
      errors.invalid(
          "spec.caBundle",
          Base64.getDecoder().decode(bundle).length + " bytes",
          "local APIServices may not have a caBundle");
    }
    if (spec.path("insecureSkipTLSVerify").asBoolean()) {
      errors.invalid(
          "spec.insecureSkipTLSVerify",
          spec.path("insecureSkipTLSVerify"),
          "local APIServices may not have insecureSkipTLSVerify");
    }
  }

  private static void remote(JsonNode spec, FieldErrors errors) {
    JsonNode service = spec.path("service");
    for (String field : new String[] {"namespace", "name"}) {
      if (service.path(field).asText("").isEmpty()) errors.required("spec.service." + field);
    }
    long port = service.path("port").asLong();
    if (port < 1 || port > PORT_LIMIT) {
      errors.invalid(
          "spec.service.port", port, "port is not valid: must be between 1 and 65535, inclusive");
    }
    if (spec.path("insecureSkipTLSVerify").asBoolean()
        && !spec.path("caBundle").asText("").isEmpty()) {
      errors.invalid(
          "spec.insecureSkipTLSVerify",
          spec.path("insecureSkipTLSVerify"),
          "may not be true if caBundle is present");
    }
  }
}
