package dev.skiff.agent.volume;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files that a ConfigMap or a Secret becomes in a volume. */
final class KeyFiles {

  private KeyFiles() {}

  /** A ConfigMap's keys and their contents. */
  static Map<String, byte[]> content(ConfigMap map) {
    Map<String, byte[]> content = new LinkedHashMap<>();
    if (map.getData() != null) {
      map.getData().forEach((k, v) -> content.put(k, v.getBytes(StandardCharsets.UTF_8)));
    }
    if (map.getBinaryData() != null) {
      map.getBinaryData().forEach((k, v) -> content.put(k, Base64.getDecoder().decode(v)));
    }
    return content;
  }

  /** A Secret's keys and their contents. */
  static Map<String, byte[]> content(Secret secret) {
    Map<String, byte[]> content = new LinkedHashMap<>();
    if (secret.getData() != null) {
      secret.getData().forEach((k, v) -> content.put(k, Base64.getDecoder().decode(v)));
    }
    return content;
  }

  /**
   * Files by path: all keys, or those that {@code items} name.
   *
   * @param what the object, for the message
   */
  static Map<String, FileContent> files(
      Map<String, byte[]> content,
      List<KeyToPath> items,
      int defaultMode,
      boolean optional,
      String what)
      throws VolumeException {
    Map<String, FileContent> files = new LinkedHashMap<>();
    if (items == null || items.isEmpty()) {
      content.forEach((key, data) -> files.put(key, new FileContent(data, defaultMode)));
      return files;
    }
    for (KeyToPath item : items) {
      byte[] data = content.get(item.getKey());
      if (data == null) {
        if (optional) {
          continue;
        }
        throw new VolumeException(what + " references non-existent config key: " + item.getKey());
      }
      int mode = item.getMode() == null ? defaultMode : item.getMode();
      files.put(item.getPath(), new FileContent(data, mode));
    }
    return files;
  }
}
