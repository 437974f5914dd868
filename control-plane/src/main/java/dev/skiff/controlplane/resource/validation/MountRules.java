package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where containers see the volumes of their Pod: as directories, or as devices. */
final class MountRules {
  private static final List<String> PROPAGATION =
      List.of("Bidirectional", "HostToContainer", "None");
  private static final List<String> RECURSIVE = List.of("Disabled", "Enabled", "IfPossible");

  private final Map<String, JsonNode> volumes;
  private final FieldErrors errors;

  /**
   * @param volumes the Pod's valid ones by name
   */
  MountRules(Map<String, JsonNode> volumes, FieldErrors errors) {
    this.volumes = volumes;
    this.errors = errors;
  }

  void check(String container, JsonNode of) {
    JsonNode mounts = of.path("volumeMounts");
    JsonNode devices = of.path("volumeDevices");
    mounts(container + ".volumeMounts", mounts, devices, of);
    devices(container + ".volumeDevices", devices, mounts);
  }

  private void mounts(String list, JsonNode mounts, JsonNode devices, JsonNode container) {
    Set<String> paths = new HashSet<>();
    Map<String, String> paired = paths(devices, "devicePath");
    Set<String> deviceNames = paired.keySet();
    Collection<String> devicePaths = paired.values();
    for (int i = 0; i < mounts.size(); i++) {
      JsonNode mount = mounts.get(i);
      String field = list + "[" + i + "]";
      String name = mount.path("name").asText("");
      String path = mount.path("mountPath").asText("");
      if (name.isEmpty()) errors.required(field + ".name");
      if (!volumes.containsKey(name)) errors.notFound(field + ".name", name);
      if (path.isEmpty()) errors.required(field + ".mountPath");
      if (!paths.add(path)) errors.invalid(field + ".mountPath", path, "must be unique");
      if (deviceNames.contains(name)) {
        errors.invalid(field + ".name", name, "must not already exist in volumeDevices");
      }
      if (devicePaths.contains(path)) {
        errors.invalid(
            field + ".mountPath", path, "must not already exist as a path in volumeDevices");
      }
      String inside = mount.path("subPath").asText("");
      String expression = mount.path("subPathExpr").asText("");
      descending(list + ".subPath", inside);
      if (!inside.isEmpty() && !expression.isEmpty()) {
        errors.invalid(
            field + ".subPathExpr", expression, "subPathExpr and subPath are mutually exclusive");
      }
      descending(list + ".subPathExpr", expression);
      propagation(list + ".mountPropagation", mount, container);
      recursive(list + ".recursiveReadOnly", mount);
    }
  }

  private void descending(String field, String path) {
    if (path.startsWith("/")) errors.invalid(field, path, "must be a relative path");
    if (List.of(path.split("/")).contains("..")) {
      errors.invalid(field, path, "must not contain '..'");
    }
  }

  private void propagation(String field, JsonNode mount, JsonNode container) {
    String propagation = mount.path("mountPropagation").asText(null);
    if (propagation == null) return;
    if (!PROPAGATION.contains(propagation)) errors.unsupported(field, propagation, PROPAGATION);
    if (propagation.equals("Bidirectional")
        && !container.path("securityContext").path("privileged").asBoolean()) {
      errors.forbidden(
          field, "Bidirectional mount propagation is available only to privileged containers");
    }
  }

  private void recursive(String field, JsonNode mount) {
    String recursive = mount.path("recursiveReadOnly").asText(null);
    if (recursive == null || recursive.equals("Disabled")) return;
    if (!RECURSIVE.contains(recursive)) {
      errors.unsupported(field, recursive, RECURSIVE);
      return;
    }
    if (!mount.path("readOnly").asBoolean()) {
      errors.forbidden(field, "may only be specified when readOnly is true");
    }
    if (!mount.path("mountPropagation").asText("None").equals("None")) {
      errors.forbidden(
          field, "may only be specified when mountPropagation is None or not specified");
    }
  }

  private void devices(String list, JsonNode devices, JsonNode mounts) {
    Set<String> names = new HashSet<>();
    Set<String> paths = new HashSet<>();
    Map<String, String> paired = paths(mounts, "mountPath");
    Set<String> mountNames = paired.keySet();
    Collection<String> mountPaths = paired.values();
    for (int i = 0; i < devices.size(); i++) {
      String field = list + "[" + i + "]";
      String name = devices.get(i).path("name").asText("");
      String path = devices.get(i).path("devicePath").asText("");
      if (name.isEmpty()) errors.required(field + ".name");
      if (names.contains(name)) errors.invalid(field + ".name", name, "must be unique");
      JsonNode volume = volumes.get(name);
      if (volume == null) {
        errors.notFound(field + ".name", name);
      } else if (!volume.has("persistentVolumeClaim") && !volume.has("ephemeral")) {
        errors.invalid(
            field + ".name",
            name,
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
      }
      if (path.isEmpty()) errors.required(field + ".devicePath");
      if (paths.contains(path)) errors.invalid(field + ".devicePath", path, "must be unique");
      if (List.of(path.split("/")).contains("..")) {
        errors.invalid(field + ".devicePath", path, "can not contain backsteps ('..')");
      } else {
        paths.add(path);
      }
      if (mountNames.contains(name)) {
        errors.invalid(field + ".name", name, "must not already exist in volumeMounts");
      }
      if (mountPaths.contains(path)) {
        errors.invalid(
            field + ".devicePath", path, "must not already exist as a path in volumeMounts");
      }
      if (!name.isEmpty()) names.add(name);
    }
  }

  /** Paths by the names of their volumes; of a volume that is there twice, the last. */
  private static Map<String, String> paths(JsonNode list, String path) {
    Map<String, String> paths = new HashMap<>();
    for (JsonNode one : list) paths.put(one.path("name").asText(""), one.path(path).asText(""));
    return paths;
  }
}
