package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What holds for the containers of a Pod. */
final class ContainerRules {
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> PULL = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> TERMINATION = List.of("File", "FallbackToLogsOnError");
  private static final List<String> ACTIONS = List.of("Restart");
  private static final List<String> OPERATORS = List.of("In", "NotIn");
  private static final List<String> RESIZABLE = List.of("cpu", "memory");
  private static final List<String> RESIZE = List.of("NotRequired", "RestartContainer");
  private static final List<String> NOT_EPHEMERAL =
      List.of(
          "ports",
          "livenessProbe",
          "readinessProbe",
          "startupProbe",
          "lifecycle",
          "resources",
          "resizePolicy",
          "restartPolicy",
          "restartPolicyRules");

  private static final String ONE_SOURCE = "may not have more than one field specified at a time";
  private static final String NOT_EPHEMERAL_WORDS = "cannot be set for an Ephemeral Container";
  private static final int MOST_RESTART_RULES = 20;
  private static final int MOST_EXIT_CODES = 255;

  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  private final FieldErrors errors;
  private final MountRules mounts;
  private final ClaimRules claims;
  private final ResourceRules resources;
  private final ProbeRules probes;

  private final boolean ofPod;
  private final boolean hostUsers;

  /** Whether the Pod's containers are not started again. */
  private final boolean neverAgain;

  /**
   * @param volumes the Pod's by name
   * @param claims the Pod's
   * @param pod the Pod's specification
   * @param ofPod whether it is that of a Pod, not of a template
   */
  ContainerRules(
      FieldErrors errors,
      Map<String, JsonNode> volumes,
      ClaimRules claims,
      JsonNode pod,
      boolean ofPod) {
    this.errors = errors;
    this.mounts = new MountRules(volumes, errors);
    this.claims = claims;
    this.resources = new ResourceRules(errors);
    this.probes = new ProbeRules(errors, pod.path("terminationGracePeriodSeconds").asLong(30));
    this.ofPod = ofPod;
    this.hostUsers = pod.path("hostUsers").asBoolean(true);
    this.neverAgain = pod.path("restartPolicy").asText("").equals("Never");
  }

  /**
   * @param list the list it is in: containers, initContainers or ephemeralContainers
   */
  void check(String field, JsonNode container, String list) {
    String name = container.path("name").asText("");
    if (name.isEmpty()) {
      errors.required(field + ".name");
    } else {
      Names.label(name).forEach(one -> errors.invalid(field + ".name", name, one));
    }
    String image = container.path("image").asText("");
    if (image.isEmpty()) {
      errors.required(field + ".image");
    } else if (!image.equals(image.strip()) && (ofPod || list.equals("ephemeralContainers"))) {
      errors.invalid(field + ".image", image, "must not have leading or trailing whitespace");
    }
    if (list.equals("ephemeralContainers")) {
      for (String part : NOT_EPHEMERAL) {
        JsonNode value = container.path(part);
        if (value.isMissingNode() || value.isContainerNode() && value.isEmpty()) continue;
        errors.forbidden(field + "." + part, NOT_EPHEMERAL_WORDS);
      }
      wholeVolumes(field + ".volumeMounts", container.path("volumeMounts"));
    }
    ports(field + ".ports", container.path("ports"));
    environment(field + ".env", container.path("env"));
    environmentSources(field + ".envFrom", container.path("envFrom"));
    mounts.check(field, container);
    if (!list.equals("ephemeralContainers")) restartRules(field, container, list);
    resizePolicy(field + ".resizePolicy", container.path("resizePolicy"));
    supported(field + ".imagePullPolicy", container, "imagePullPolicy", PULL);
    resources.check(field + ".resources", container.path("resources"));
    claims.used(field + ".resources.claims", container.path("resources").path("claims"));
    JsonNode lifecycle = container.path("lifecycle");
    boolean sidecar = container.path("restartPolicy").asText("").equals("Always");
    if (list.equals("initContainers") && !sidecar && container.has("lifecycle")) {
      errors.forbidden(
          field + ".lifecycle", "may not be set for init containers without restartPolicy=Always");
    }
    for (String hook : List.of("postStart", "preStop")) {
      if (lifecycle.has(hook)) {
        probes.handler(field + ".lifecycle." + hook, lifecycle.get(hook));
      }
    }
    for (String probe : PROBES) {
      if (!container.has(probe)) continue;
      if (list.equals("initContainers") && !sidecar) {
        errors.forbidden(
            field + "." + probe, "may not be set for init containers without restartPolicy=Always");
      } else {
        probes.check(field + "." + probe, container.get(probe), !probe.startsWith("readiness"));
      }
    }
    supported(
        field + ".terminationMessagePolicy", container, "terminationMessagePolicy", TERMINATION);
    JsonNode context = container.path("securityContext");
    if (!context.path("allowPrivilegeEscalation").asBoolean(true)) {
      escalation(field + ".securityContext", context);
    }
    if (hostUsers && context.path("procMount").asText("").equals("Unmasked")) {
      errors.invalid(
          field + ".securityContext.procMount",
          "Unmasked",
          "`hostUsers` must be false to use `Unmasked`");
    }
    for (String id : List.of("runAsUser", "runAsGroup")) {
      JsonNode value = context.path(id);
      if (value.isNumber() && (value.longValue() < 0 || value.longValue() > Integer.MAX_VALUE)) {
        errors.invalid(
            field + ".securityContext." + id, value, "must be between 0 and 2147483647, inclusive");
      }
    }
  }

  /** Whoever has all rights already cannot be kept from getting more. */
  private void escalation(String field, JsonNode context) {
    String cannot = "cannot set `allowPrivilegeEscalation` to false and ";
    if (context.path("privileged").asBoolean()) {
      errors.invalid(field, context, cannot + "`privileged` to true");
    }
    for (JsonNode capability : context.path("capabilities").path("add")) {
      if (!capability.asText("").equals("CAP_SYS_ADMIN")) continue;
      errors.invalid(field, context, cannot + "`capabilities.Add` CAP_SYS_ADMIN");
    }
  }

  private void wholeVolumes(String list, JsonNode mounts) {
    for (int i = 0; i < mounts.size(); i++) {
      for (String part : List.of("subPath", "subPathExpr")) {
        if (mounts.get(i).path(part).asText("").isEmpty()) continue;
        errors.forbidden(list + "[" + i + "]." + part, NOT_EPHEMERAL_WORDS);
      }
    }
  }

  private void supported(String field, JsonNode container, String name, List<String> values) {
    String value = container.path(name).asText("");
    if (value.isEmpty()) {
      errors.required(field);
    } else if (!values.contains(value)) {
      errors.unsupported(field, value, values);
    }
  }

  private void ports(String list, JsonNode ports) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String field = list + "[" + i + "]";
      String name = port.path("name").asText("");
      if (!name.isEmpty()) {
        List<String> wrong = Names.portName(name);
        wrong.forEach(one -> errors.invalid(field + ".name", name, one));
        if (wrong.isEmpty() && !names.add(name)) errors.duplicate(field + ".name", name);
      }
      int number = port.path("containerPort").asInt();
      if (number == 0) {
        errors.required(field + ".containerPort");
      } else {
        PortNumbers.check(field + ".containerPort", number, errors);
      }
      if (port.path("hostPort").asInt() != 0) {
        PortNumbers.check(field + ".hostPort", port.path("hostPort").asInt(), errors);
      }
      String protocol = port.path("protocol").asText("");
      if (!PROTOCOLS.contains(protocol)) {
        errors.unsupported(field + ".protocol", protocol, PROTOCOLS);
      }
    }
  }

  private void environment(String list, JsonNode variables) {
    for (int i = 0; i < variables.size(); i++) {
      JsonNode variable = variables.get(i);
      String field = list + "[" + i + "]";
      String name = variable.path("name").asText("");
      if (name.isEmpty()) {
        errors.required(field + ".name");
      } else if (!name.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '=')) {
        errors.invalid(
            field + ".name",
            name,
            "a valid environment variable name must consist only of printable ASCII characters"
                + " other than '='");
      }
      JsonNode source = variable.path("valueFrom");
      if (source.isMissingNode()) continue;
      if (source.has("fieldRef")) {
        FieldReferences.check(
            field + ".valueFrom.fieldRef",
            source.path("fieldRef"),
            FieldReferences.OF_VARIABLES,
            errors);
      }
      if (source.has("resourceFieldRef")) {
        ResourceFields.check(
            field + ".valueFrom.resourceFieldRef", source.path("resourceFieldRef"), false, errors);
      }
      for (String reference : List.of("configMapKeyRef", "secretKeyRef")) {
        if (source.has(reference) && source.path(reference).path("key").asText("").isEmpty()) {
          errors.required(field + ".valueFrom." + reference + ".key");
        }
      }
      if (source.isEmpty()) {
        errors.invalid(
            field + ".valueFrom",
            "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`,"
                + " `secretKeyRef` or `fileKeyRef`");
      } else if (!variable.path("value").asText("").isEmpty()) {
        errors.invalid(field + ".valueFrom", "", "may not be specified when `value` is not empty");
      } else if (source.size() > 1) {
        errors.invalid(field + ".valueFrom", "", ONE_SOURCE);
      }
    }
  }

  private void environmentSources(String list, JsonNode sources) {
    for (JsonNode source : sources) {
      boolean configMap = source.has("configMapRef");
      boolean secret = source.has("secretRef");
      if (configMap && secret) {
        errors.invalid(list, "", ONE_SOURCE);
      } else if (!configMap && !secret) {
        errors.invalid(list, "", "must specify one of: `configMapRef` or `secretRef`");
      }
    }
  }

  private void resizePolicy(String list, JsonNode policies) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < policies.size(); i++) {
      JsonNode policy = policies.get(i);
      String resource = policy.path("resourceName").asText("");
      if (!seen.add(resource)) errors.duplicate(list + "[" + i + "]", resource);
      one(list, resource, RESIZABLE);
      String restart = policy.path("restartPolicy").asText("");
      one(list, restart, RESIZE);
      if (neverAgain && !restart.equals("NotRequired")) {
        errors.invalid(list, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'");
      }
    }
  }

  private void restartRules(String container, JsonNode of, String list) {
    JsonNode rules = of.path("restartPolicyRules");
    boolean init = list.equals("initContainers");
    if (!rules.isEmpty() && !of.has("restartPolicy")) {
      errors.required(
          container + ".restartPolicy", "must specify restartPolicy when restart rules are used");
      if (init) return;
    }
    if (init && of.path("restartPolicy").asText("").equals("Always")) {
      if (rules.isEmpty()) return;
      errors.forbidden(
          container + ".restartPolicyRules",
          "restartPolicyRules are not allowed for init containers with restart policy Always");
      return;
    }
    if (rules.size() > MOST_RESTART_RULES) {
      errors.tooLong(container + ".restartPolicyRules", MOST_RESTART_RULES);
    }
    for (int i = 0; i < rules.size(); i++) {
      String field = container + ".restartPolicyRules[" + i + "]";
      String action = rules.get(i).path("action").asText("");
      if (!ACTIONS.contains(action)) errors.unsupported(field + ".action", action, ACTIONS);
      JsonNode codes = rules.get(i).path("exitCodes");
      String operator = codes.path("operator").asText("");
      if (!codes.isObject()) {
        errors.required(field + ".exitCodes", "must be specified");
      } else if (!OPERATORS.contains(operator)) {
        errors.unsupported(field + ".exitCodes.operator", operator, OPERATORS);
      }
      if (codes.path("values").size() > MOST_EXIT_CODES) {
        errors.tooLong(field + ".exitCodes.values", MOST_EXIT_CODES);
      }
    }
  }

  private void one(String field, String value, List<String> values) {
    if (value.isEmpty()) errors.required(field);
    else if (!values.contains(value)) errors.unsupported(field, value, values);
  }
}
