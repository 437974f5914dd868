package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What holds for the sources of volumes in which many storage systems are named. */
public final class VolumeSourceRules {
  /** Texts and lists that must not be empty. */
  private static final Map<String, List<String>> REQUIRED =
      Map.ofEntries(
          Map.entry("awsElasticBlockStore", List.of("volumeID")),
          Map.entry("azureDisk", List.of("diskName", "diskURI")),
          Map.entry("azureFile", List.of("secretName", "shareName")),
          Map.entry("cephfs", List.of("monitors")),
          Map.entry("cinder", List.of("volumeID")),
          Map.entry("configMap", List.of("name")),
          Map.entry("flexVolume", List.of("driver")),
          Map.entry("gcePersistentDisk", List.of("pdName")),
          Map.entry("gitRepo", List.of("repository")),
          Map.entry("glusterfs", List.of("endpoints", "path")),
          Map.entry("hostPath", List.of("path")),
          Map.entry("iscsi", List.of("targetPortal", "iqn")),
          Map.entry("local", List.of("path")),
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

  private static final List<String> HOST_PATHS =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");

  private static final List<String> CSI_SECRETS =
      List.of(
          "controllerPublishSecretRef",
          "controllerExpandSecretRef",
          "nodePublishSecretRef",
          "nodeExpandSecretRef");

  private static final String PAIRS =
      "must be a host:port pair or multiple pairs separated by commas";

  private static final String RESERVED = "kubernetes.io and k8s.io namespaces are reserved";
  private static final int LONGEST_DRIVER = 63;

  private final FieldErrors errors;
  private final boolean persistent;

  VolumeSourceRules(FieldErrors errors) {
    this(errors, false);
  }

  /**
   * @param persistent whether the sources are those of PersistentVolumes, not those of Pods
   */
  public VolumeSourceRules(FieldErrors errors, boolean persistent) {
    this.errors = errors;
    this.persistent = persistent;
  }

  /**
   * @param volume where the volume is
   * @param kind the field that names the storage system
   */
  public void check(String volume, String kind, JsonNode source) {
    String field = volume + "." + (kind.equals("gcePersistentDisk") ? "persistentDisk" : kind);
    for (String required : REQUIRED.getOrDefault(kind, List.of())) {
      if (FieldCheck.absent(source.path(required))) errors.required(field + "." + required);
    }
    switch (kind) {
      case "gcePersistentDisk", "awsElasticBlockStore" ->
          between(field + ".partition", source.path("partition"), 1);
      case "hostPath" -> {
        noBackSteps(field + ".path", source.path("path").asText(""));
        boolean path = !source.path("path").asText("").isEmpty();
        if (path) supported(field + ".type", source.path("type"), HOST_PATHS);
      }
      case "local" -> noBackSteps(field + ".path", source.path("path").asText(""));
      case "gitRepo" -> descending(field + ".directory", source.path("directory").asText(""));
      case "nfs" -> {
        String path = source.path("path").asText("");
        if (!path.startsWith("/")) {
          errors.invalid(field + ".path", path, "must be an absolute path");
        }
      }
      case "glusterfs" -> endpoints(field + ".endpointsNamespace", source);
      case "azureFile" -> {
        JsonNode namespace = source.path("secretNamespace");
        if (persistent && namespace.isTextual() && namespace.textValue().isEmpty()) {
          errors.required(field + ".secretNamespace");
        }
      }
      case "cinder" -> secret(field + ".secretRef", source.path("secretRef"));
      case "storageos" -> storageOs(field, source);
      case "flexVolume" -> options(field + ".options", source.path("options"));
      case "iscsi" -> iscsi(field, source);
      case "fc" -> fibre(field, source);
      case "flocker" -> flocker(field, source);
      case "quobyte" -> quobyte(field, source);
      case "azureDisk" -> azure(field, source);
      case "image" -> image(field, source);
      case "csi" -> csi(field, source);
      default -> {}
    }
  }

  private void noBackSteps(String field, String path) {
    if (List.of(path.split("/")).contains("..")) {
      errors.invalid(field, path, "must not contain '..'");
    }
  }

  private void descending(String field, String path) {
    if (path.startsWith("/")) errors.invalid(field, path, "must be a relative path");
    noBackSteps(field, path);
  }

  private void endpoints(String field, JsonNode source) {
    JsonNode namespace = source.path("endpointsNamespace");
    if (!persistent || !namespace.isTextual()) return;
    if (namespace.textValue().isEmpty()) {
      errors.invalid(
          field, "", "if the endpointnamespace is set, it must be a valid namespace name");
    } else {
      Names.label(namespace.textValue()).forEach(wrong -> errors.invalid(field, namespace, wrong));
    }
  }

  /** A secret is named, and where it is, unless it is beside the Pod. */
  private void secret(String field, JsonNode secret) {
    if (!secret.isObject()) return;
    if (secret.path("name").asText("").isEmpty()) errors.required(field + ".name");
    if (persistent && secret.path("namespace").asText("").isEmpty()) {
      errors.required(field + ".namespace");
    }
  }

  private void storageOs(String field, JsonNode source) {
    for (String name : List.of("volumeName", "volumeNamespace")) {
      String text = source.path(name).asText("");
      if (text.isEmpty()) continue;
      Names.label(text).forEach(wrong -> errors.invalid(field + "." + name, text, wrong));
    }
    secret(field + ".secretRef", source.path("secretRef"));
  }

  private void options(String field, JsonNode options) {
    for (var option : options.properties()) {
      String key = option.getKey();
      String domain = "." + key.split("/", 2)[0].toLowerCase(Locale.ROOT);
      if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
        errors.invalid(field + "[" + key + "]", key, RESERVED);
      }
    }
  }

  private void csi(String field, JsonNode source) {
    driver(field + ".driver", source.path("driver").asText(""));
    if (persistent) {
      if (source.path("volumeHandle").asText("").isEmpty()) {
        errors.required(field + ".volumeHandle");
      }
      for (String secret : CSI_SECRETS) csiSecret(field + "." + secret, source.path(secret));
      return;
    }
    JsonNode secret = source.path("nodePublishSecretRef");
    if (!secret.isObject()) return;
    String name = secret.path("name").asText("");
    if (name.isEmpty()) {
      errors.required(field + ".nodePublishSecretRef.name");
    } else {
      // Upstream's path leaves out whose name it is.
      Names.subdomain(name).forEach(wrong -> errors.invalid(field + ".name", name, wrong));
    }
  }

  private void csiSecret(String field, JsonNode secret) {
    secret(field, secret);
    String name = secret.path("name").asText("");
    String namespace = secret.path("namespace").asText("");
    if (!name.isEmpty()) {
      Names.subdomain(name).forEach(wrong -> errors.invalid(field + ".name", name, wrong));
    }
    if (!namespace.isEmpty()) {
      Names.label(namespace)
          .forEach(wrong -> errors.invalid(field + ".namespace", namespace, wrong));
    }
  }

  private void driver(String field, String name) {
    if (name.isEmpty()) {
      errors.required(field);
      return;
    }
    if (GoText.bytes(name) > LONGEST_DRIVER) errors.tooLong(field, LONGEST_DRIVER);
    Names.subdomain(name.toLowerCase(Locale.ROOT))
        .forEach(wrong -> errors.invalid(field, name, wrong));
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
    JsonNode secret = source.path("secretRef");
    if (persistent && secret.isObject() && secret.path("name").asText("").isEmpty()) {
      errors.required(field + ".secretRef.name");
    }
    if (source.has("initiatorName")) {
      target(field + ".initiatorname", source.path("initiatorName").asText(""));
    }
  }

  private void target(String field, String name) {
    Pattern form = name.length() < 3 ? null : TARGETS.get(name.substring(0, 3));
    if (form == null) {
      errors.invalid(
          field,
          name,
          persistent
              ? "must be valid format"
              : "must be valid format starting with iqn, eui, or naa");
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
