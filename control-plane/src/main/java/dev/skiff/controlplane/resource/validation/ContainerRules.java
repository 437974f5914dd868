package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What holds for the containers of a Pod. */
final class ContainerRules {
  private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> PULL = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> TERMINATION = List.of("File", "FallbackToLogsOnError");
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
          "resizePolicy");

  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  private static final List<String> FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  /** Fields that have labels, though no variable may show some of them. */
  private static final Set<String> FIELD_LABELS =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.serviceAccountName",
          "spec.schedulerName",
          "status.phase",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  private final FieldErrors errors;
  private final Set<String> volumes;
  private final ResourceRules resources;
  private final ProbeRules probes;

  /**
   * @param volumes names of the Pod's volumes
   * @param grace seconds that the Pod has to end
   */
  ContainerRules(FieldErrors errors, Set<String> volumes, long grace) {
    this.errors = errors;
    this.volumes = volumes;
    this.resources = new ResourceRules(errors);
    this.probes = new ProbeRules(errors, grace);
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
    } else if (!image.equals(image.strip())) {
      errors.invalid(field + ".image", image, "must not have leading or trailing whitespace");
    }
    if (list.equals("ephemeralContainers")) {
      for (String part : NOT_EPHEMERAL) {
        if (container.path(part).isEmpty()) continue;
        errors.forbidden(field + "." + part, "cannot be set for an Ephemeral Container");
      }
    }
    ports(field + ".ports", container.path("ports"));
    environment(field + ".env", container.path("env"));
    environmentSources(field + ".envFrom", container.path("envFrom"));
    mounts(field + ".volumeMounts", container.path("volumeMounts"));
    devices(field + ".volumeDevices", container.path("volumeDevices"));
    resizePolicy(field + ".resizePolicy", container.path("resizePolicy"));
    supported(field + ".imagePullPolicy", container, "imagePullPolicy", PULL);
    resources.check(field + ".resources", container.path("resources"));
    JsonNode lifecycle = container.path("lifecycle");
    boolean sidecar = container.path("restartPolicy").asText("").equals("Always");
    if (list.equals("initContainers") && !sidecar && !lifecycle.isEmpty()) {
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
    for (String id : List.of("runAsUser", "runAsGroup")) {
      JsonNode value = container.path("securityContext").path(id);
      if (value.isNumber() && (value.longValue() < 0 || value.longValue() > Integer.MAX_VALUE)) {
        errors.invalid(
            field + ".securityContext." + id, value, "must be between 0 and 2147483647, inclusive");
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
    Set<String> hosts = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      JsonNode port = ports.get(i);
      String field = list + "[" + i + "]";
      String name = port.path("name").asText("");
      if (!name.isEmpty()) {
        Names.portName(name).forEach(one -> errors.invalid(field + ".name", name, one));
        if (!names.add(name)) errors.duplicate(field + ".name", name);
      }
      if (port.path("hostPort").asInt() != 0) {
        String host =
            port.path("protocol").asText("")
                + "/"
                + port.path("hostIP").asText("")
                + "/"
                + port.path("hostPort").asInt();
        if (!hosts.add(host)) errors.duplicate(field + ".hostPort", host);
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
            "a valid environment variable name must consist only of printable ASCII characters other"
                + " than '='");
      }
      JsonNode source = variable.path("valueFrom");
      if (source.isMissingNode()) continue;
      if (source.isEmpty()) {
        errors.invalid(
            field + ".valueFrom",
            "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`,"
                + " `secretKeyRef` or `fileKeyRef`");
      }
      if (source.has("fieldRef")) fieldReference(field, source.path("fieldRef"));
      for (String reference : List.of("configMapKeyRef", "secretKeyRef")) {
        if (source.has(reference) && source.path(reference).path("key").asText("").isEmpty()) {
          errors.required(field + ".valueFrom." + reference + ".key");
        }
      }
      String file = source.path("fileKeyRef").path("volumeName").asText("");
      if (!file.isEmpty() && !volumes.contains(file)) {
        errors.notFound(field + ".valueFrom.fileKeyRef.volumeName", file);
      }
      if (!variable.path("value").asText("").isEmpty()) {
        errors.invalid(field + ".valueFrom", "", "may not be specified when `value` is not empty");
      }
    }
  }

  private void environmentSources(String list, JsonNode sources) {
    for (JsonNode source : sources) {
      if (source.has("configMapRef") || source.has("secretRef")) continue;
      errors.invalid(list, "", "must specify one of: `configMapRef` or `secretRef`");
    }
  }

  private void devices(String list, JsonNode devices) {
    for (int i = 0; i < devices.size(); i++) {
      String name = devices.get(i).path("name").asText("");
      String field = list + "[" + i + "].name";
      if (name.isEmpty()) errors.required(field);
      else if (!volumes.contains(name)) errors.notFound(field, name);
    }
  }

  private void resizePolicy(String list, JsonNode policies) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < policies.size(); i++) {
      JsonNode policy = policies.get(i);
      String resource = policy.path("resourceName").asText("");
      if (!seen.add(resource)) errors.duplicate(list + "[" + i + "]", resource);
      one(list, resource, RESIZABLE);
      one(list, policy.path("restartPolicy").asText(""), RESIZE);
    }
  }

  private void one(String field, String value, List<String> values) {
    if (value.isEmpty()) errors.required(field);
    else if (!values.contains(value)) errors.unsupported(field, value, values);
  }

  private void fieldReference(String variable, JsonNode reference) {
    String field = variable + ".valueFrom.fieldRef.fieldPath";
    String path = reference.path("fieldPath").asText("");
    boolean keyed = path.matches("metadata\\.(labels|annotations)\\['.+'\\]");
    if (path.isEmpty()) {
      errors.required(field);
    } else if (!keyed && !FIELD_LABELS.contains(path)) {
      errors.invalid(field, path, "error converting fieldPath: field label not supported: " + path);
    } else if (!keyed && !FIELDS.contains(path)) {
      errors.unsupported(field, path, FIELDS);
    }
  }

  private void mounts(String list, JsonNode mounts) {
    Set<String> paths = new HashSet<>();
    for (int i = 0; i < mounts.size(); i++) {
      JsonNode mount = mounts.get(i);
      String field = list + "[" + i + "]";
      String name = mount.path("name").asText("");
      if (name.isEmpty()) {
        errors.required(field + ".name");
      } else if (!volumes.contains(name)) {
        errors.notFound(field + ".name", name);
      }
      String path = mount.path("mountPath").asText("");
      if (path.isEmpty()) {
        errors.required(field + ".mountPath");
      } else if (!paths.add(path)) {
        errors.invalid(field + ".mountPath", path, "must be unique");
      }
      String inside = mount.path("subPath").asText("");
      if (inside.startsWith("/")) {
        errors.invalid(list + ".subPath", inside, "must be a relative path");
      } else if (List.of(inside.split("/")).contains("..")) {
        errors.invalid(list + ".subPath", inside, "must not contain '..'");
      }
    }
  }
}
