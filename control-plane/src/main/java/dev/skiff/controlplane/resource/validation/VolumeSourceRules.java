package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What holds for the sources of volumes in which many storage systems are named. */
final class VolumeSourceRules {
  /** Texts and lists that must not be empty. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("awsElasticBlockStore", List.of("volumeID")),
          Map.entry("azureDisk", List.of("diskName", "diskURI")),
          Map.entry("azureFile", List.of("secretName", "shareName")),
          Map.entry("cephfs", List.of("monitors")),
          Map.entry("cinder", List.of("volumeID")),
          Map.entry("configMap", List.of("name")),
          Map.entry("csi", List.of("driver")),
          Map.entry("flexVolume", List.of("driver")),
          Map.entry("gcePersistentDisk", List.of("pdName")),
          Map.entry("gitRepo", List.of("repository")),
          Map.entry("glusterfs", List.of("endpoints", "path")),
          Map.entry("hostPath", List.of("path")),
          Map.entry("iscsi", List.of("targetPortal", "iqn")),
          Map.entry("nfs", List.of("server", "path")),
          Map.entry("persistentVolumeClaim", List.of("claimName")),
          Map.entry("photonPersistentDisk", List.of("pdID")),
          Map.entry("portworxVolume", List.of("volumeID")),
          Map.entry("quobyte", List.of("volume")),
          Map.entry("rbd", List.of("monitors", "image")),
          Map.entry("scaleIO", List.of("gateway", "system", "volumeName")),
          Map.entry("secret", List.of("secretName")),
          Map.entry("storageos", List.of("volumeName")),
          Map.entry("vsphereVolume", List.of("volumePath")));

  /** Names of qualified targets: RFC 3720, and what goes before EUI-64 and NAA names. */
  private static final Map<String, Pattern> TARGETS =
      Map.of(
          "iqn",
          Pattern.compile("iqn\\.\\d{4}-\\d{2}\\.([\\p{Alnum}.-]+)(:[^,;*&$|\\s]+)$"),
          "eui",
          Pattern.compile("^eui.\\p{Alnum}{16}$"),
          "naa",
          Pattern.compile("^naa.\\p{Alnum}{32}$"));

  private static final List<String> PULL = List.of("Always", "IfNotPresent", "Never");
  private static final List<String> CACHING = List.of("None", "ReadOnly", "ReadWrite");
  private static final List<String> DISKS = List.of("Dedicated", "Managed", "Shared");
  private static final List<String> BLOB =
      List.of("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd");
  private static final List<String> MANAGED =
      List.of(
          "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}");

  private static final String PAIRS =
      "must be a host:port pair or multiple pairs separated by commas";

  private final FieldErrors errors;

  VolumeSourceRules(FieldErrors errors) {
    this.errors = errors;
  }

  /**
   * @param volume where the volume is
   * @param kind the field that names the storage system
   */
  void check(String volume, String kind, JsonNode source) {
    String field = volume + "." + (kind.equals("gcePersistentDisk") ? "persistentDisk" : kind);
    for (String required : REQUIRED.getOrDefault(kind, List.of())) {
      if (FieldCheck.absent(source.path(required))) errors.required(field + "." + required);
    }
    switch (kind) {
      case "gcePersistentDisk", "awsElasticBlockStore" ->
          between(field + ".partition", source.path("partition"), 1);
      case "iscsi" -> iscsi(field, source);
      case "fc" -> fibre(field, source);
      case "flocker" -> flocker(field, source);
      case "quobyte" -> quobyte(field, source);
      case "azureDisk" -> azure(field, source);
      case "image" -> image(field, source);
      case "csi" -> {
        JsonNode secret = source.path("nodePublishSecretRef");
        if (secret.isObject() && FieldCheck.absent(secret.path("name"))) {
          errors.required(field + ".nodePublishSecretRef.name");
        }
      }
      default -> {}
    }
  }

  /**
   * @param shown the least that is said to be allowed; zero always is
   */
  private void between(String field, JsonNode number, int shown) {
    if (!number.isNumber() || (number.asLong() >= 0 && number.asLong() <= 255)) return;
    errors.invalid(field, number, "must be between " + shown + " and 255, inclusive");
  }

  private void iscsi(String field, JsonNode source) {
    String target = source.path("iqn").asText("");
    if (!target.isEmpty()) target(field + ".iqn", target);
    between(field + ".lun", source.path("lun"), 0);
    boolean authenticated =
        source.path("chapAuthDiscovery").asBoolean() || source.path("chapAuthSession").asBoolean();
    if (authenticated && !source.has("secretRef")) errors.required(field + ".secretRef");
    if (source.has("initiatorName")) {
      target(field + ".initiatorname", source.path("initiatorName").asText(""));
    }
  }

  private void target(String field, String name) {
    Pattern form = name.length() < 3 ? null : TARGETS.get(name.substring(0, 3));
    if (form == null) {
      errors.invalid(field, name, "must be valid format starting with iqn, eui, or naa");
    } else if (!form.matcher(name).find()) {
      errors.invalid(field, name, "must be valid format");
    }
  }

  private void fibre(String field, JsonNode source) {
    JsonNode targets = source.path("targetWWNs");
    boolean ids = !source.path("wwids").isEmpty();
    if (targets.isEmpty() && !ids) {
      errors.required(
          field + ".targetWWNs", "must specify either targetWWNs or wwids, but not both");
    } else if (!targets.isEmpty() && ids) {
      errors.invalid(
          field + ".targetWWNs",
          targets,
          "targetWWNs and wwids can not be specified simultaneously");
    }
    if (targets.isEmpty()) return;
    if (source.has("lun")) between(field + ".lun", source.path("lun"), 0);
    else errors.required(field + ".lun", "lun is required if targetWWNs is specified");
  }

  private void flocker(String field, JsonNode source) {
    String name = source.path("datasetName").asText("");
    String uid = source.path("datasetUUID").asText("");
    if (name.isEmpty() && uid.isEmpty()) {
      errors.required(field, "one of datasetName and datasetUUID is required");
    } else if (!name.isEmpty() && !uid.isEmpty()) {
      errors.invalid(
          field, "resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (name.contains("/")) {
      errors.invalid(field + ".datasetName", name, "must not contain '/'");
    }
  }

  private void quobyte(String field, JsonNode source) {
    String registry = source.path("registry").asText("");
    if (registry.isEmpty()) {
      errors.required(field + ".registry", PAIRS);
    } else if (source.path("tenant").asText("").length() >= 65) {
      errors.required(
          field + ".tenant", "must be a UUID and may not exceed a length of 64 characters");
    } else {
      for (String pair : registry.split(",", -1)) {
        if (!pair.matches("([^:\\[\\]]*|\\[[^\\]]*\\]):[^:]*")) {
          errors.invalid(field + ".registry", registry, PAIRS);
        }
      }
    }
  }

  private void azure(String field, JsonNode source) {
    supported(field + ".cachingMode", source.path("cachingMode"), CACHING);
    JsonNode kind = source.path("kind");
    supported(field + ".kind", kind, DISKS);
    if (!kind.isTextual()) return;
    boolean managed = kind.asText().equals("Managed");
    String uri = source.path("diskURI").asText("");
    if (!uri.startsWith(managed ? "/subscriptions/" : "https://")) {
      errors.unsupported(field + ".diskURI", uri, managed ? MANAGED : BLOB);
    }
  }

  private void image(String field, JsonNode source) {
    // A template may leave it to whoever makes Pods of it.
    if (field.startsWith("spec.volumes") && FieldCheck.absent(source.path("reference"))) {
      errors.required(field + ".reference");
    }
    String policy = source.path("pullPolicy").asText("");
    if (policy.isEmpty()) errors.required(field + ".pullPolicy");
    else if (!PULL.contains(policy)) errors.unsupported(field + ".pullPolicy", policy, PULL);
  }

  private void supported(String field, JsonNode value, List<String> values) {
    if (value.isTextual() && !values.contains(value.textValue())) {
      errors.unsupported(field, value.textValue(), values);
    }
  }
}
