package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Volumes of kinds that are no more, and files of a volume that hide one another. */
final class VolumeWarnings {
  /** By source, in the order of the messages. */
  private static final Map<String, String> DEPRECATED = new LinkedHashMap<>();

  static {
    DEPRECATED.put("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+");
    DEPRECATED.put("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+");
    DEPRECATED.put("scaleIO", "deprecated in v1.16, non-functional in v1.22+");
    DEPRECATED.put("flocker", "deprecated in v1.22, non-functional in v1.25+");
    DEPRECATED.put("storageos", "deprecated in v1.22, non-functional in v1.25+");
    DEPRECATED.put("quobyte", "deprecated in v1.22, non-functional in v1.25+");
    DEPRECATED.put("glusterfs", "deprecated in v1.25, non-functional in v1.26+");
    DEPRECATED.put("cephfs", "deprecated in v1.28, non-functional in v1.31+");
    DEPRECATED.put("rbd", "deprecated in v1.28, non-functional in v1.31+");
  }

  /**
   * A file in a volume.
   *
   * @param source what brings it; empty if all come from the same
   */
  private record File(String path, String source) {
    @Override
    public String toString() {
      return GoText.quote(path) + (source.isEmpty() ? "" : " (" + source + ")");
    }

    boolean overlaps(File other) {
      if (path.isEmpty() || other.path.isEmpty()) return false;
      String mine = path + "/";
      String theirs = other.path + "/";
      return mine.startsWith(theirs) || theirs.startsWith(mine);
    }
  }

  private final List<String> found;

  VolumeWarnings(List<String> found) {
    this.found = found;
  }

  /** What upstream says of a kind of volume in a place; null if nothing. */
  static String deprecation(String source) {
    return DEPRECATED.get(source);
  }

  void check(String path, JsonNode volumes) {
    for (int i = 0; i < volumes.size(); i++) {
      String at = path + "[" + i + "].";
      JsonNode volume = volumes.get(i);
      DEPRECATED.forEach(
          (source, message) -> {
            if (volume.has(source)) found.add(at + upstreamName(source) + ": " + message);
          });
      JsonNode claim = volume.path("ephemeral").path("volumeClaimTemplate");
      AmountWarnings.claim(at + "ephemeral.volumeClaimTemplate.spec", claim.path("spec"), found);
    }
    for (JsonNode volume : volumes) overlaps(volume);
  }

  /** In the words of upstream, which are not those of the API everywhere. */
  static String upstreamName(String source) {
    return source.equals("storageos") ? "storageOS" : source;
  }

  private void overlaps(JsonNode volume) {
    String name = volume.path("name").asText("");
    JsonNode map = volume.path("configMap");
    overlaps(name, "ConfigMap " + GoText.quote(map.path("name").asText("")), map);
    JsonNode secret = volume.path("secret");
    overlaps(name, "Secret " + GoText.quote(secret.path("secretName").asText("")), secret);
    overlaps(name, "DownwardAPI", volume.path("downwardAPI"));
    List<File> files = new ArrayList<>();
    for (JsonNode source : volume.path("projected").path("sources")) {
      if (source.isEmpty()) {
        found.add("volume %s (Projected) has no sources provided".formatted(GoText.quote(name)));
      }
      add(name, "Projected", projected(source), files);
    }
  }

  private void overlaps(String name, String description, JsonNode source) {
    add(name, description, items(source, ""), new ArrayList<>());
  }

  private void add(String name, String description, List<File> more, List<File> files) {
    for (File file : more) {
      for (File other : files) {
        if (!file.overlaps(other)) continue;
        found.add(
            "volume %s (%s): overlapping paths: %s with %s"
                .formatted(GoText.quote(name), description, file, other));
      }
      files.add(file);
    }
  }

  private static List<File> items(JsonNode source, String description) {
    List<File> files = new ArrayList<>();
    for (JsonNode item : source.path("items")) {
      files.add(file(item.path("path").asText(""), description));
    }
    return files;
  }

  private static List<File> projected(JsonNode source) {
    for (String kind : List.of("configMap", "secret")) {
      JsonNode items = source.path(kind);
      if (!items.has("items")) continue;
      String described = Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
      return items(items, described + " " + GoText.quote(items.path("name").asText("")));
    }
    if (source.path("downwardAPI").has("items")) {
      return items(source.path("downwardAPI"), "DownwardAPI");
    }
    JsonNode token = source.path("serviceAccountToken");
    if (token.isObject()) {
      return List.of(file(token.path("path").asText(""), "ServiceAccountToken"));
    }
    JsonNode bundle = source.path("clusterTrustBundle");
    if (!bundle.isObject()) return List.of();
    String name = bundle.path("name").asText(bundle.path("signerName").asText(""));
    return List.of(
        file(bundle.path("path").asText(""), "ClusterTrustBundle " + GoText.quote(name)));
  }

  private static File file(String path, String source) {
    return new File(path.replaceAll("/+$", ""), source);
  }
}
