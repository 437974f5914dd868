package dev.skiff.agent.volume;

import dev.skiff.agent.container.ConfigException;
import dev.skiff.agent.container.FieldPath;
import dev.skiff.agent.container.NodeSettings;
import dev.skiff.agent.container.ResourceFields;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Renders the volumes that consist of files the agent writes: configMap, secret, downwardAPI and
 * projected.
 */
final class FileVolumes {

  private static final int DEFAULT_MODE = 0644;

  private final Pod pod;
  private final List<String> podIps;
  private final NodeSettings node;
  private final ConfigSource source;
  private final Tokens tokens;

  FileVolumes(Pod pod, List<String> podIps, NodeSettings node, ConfigSource source, Tokens tokens) {
    this.pod = pod;
    this.podIps = podIps;
    this.node = node;
    this.source = source;
    this.tokens = tokens;
  }

  /** Whether {@link #render} knows this volume. */
  static boolean handles(Volume volume) {
    return volume.getConfigMap() != null
        || volume.getSecret() != null
        || volume.getDownwardAPI() != null
        || volume.getProjected() != null;
  }

  /** The files of a volume as of now. */
  Map<String, FileContent> render(Volume volume) throws VolumeException {
    if (volume.getConfigMap() != null) {
      var config = volume.getConfigMap();
      return configMap(
          config.getName(), config.getItems(), mode(config.getDefaultMode()), config.getOptional());
    }
    if (volume.getSecret() != null) {
      var secret = volume.getSecret();
      return secret(
          secret.getSecretName(),
          secret.getItems(),
          mode(secret.getDefaultMode()),
          secret.getOptional());
    }
    if (volume.getDownwardAPI() != null) {
      var downward = volume.getDownwardAPI();
      return downward(downward.getItems(), mode(downward.getDefaultMode()));
    }
    return projected(volume);
  }

  private Map<String, FileContent> projected(Volume volume) throws VolumeException {
    Map<String, FileContent> files = new LinkedHashMap<>();
    int mode = mode(volume.getProjected().getDefaultMode());
    List<VolumeProjection> sources = volume.getProjected().getSources();
    for (VolumeProjection part : sources == null ? List.<VolumeProjection>of() : sources) {
      if (part.getConfigMap() != null) {
        var config = part.getConfigMap();
        files.putAll(configMap(config.getName(), config.getItems(), mode, config.getOptional()));
      } else if (part.getSecret() != null) {
        var secret = part.getSecret();
        files.putAll(secret(secret.getName(), secret.getItems(), mode, secret.getOptional()));
      } else if (part.getDownwardAPI() != null) {
        files.putAll(downward(part.getDownwardAPI().getItems(), mode));
      } else if (part.getServiceAccountToken() != null) {
        var projection = part.getServiceAccountToken();
        files.put(projection.getPath(), tokens.file(pod, projection, mode));
      } else {
        throw new VolumeException("projected source of volume is not supported on this node");
      }
    }
    return files;
  }

  private Map<String, FileContent> configMap(
      String name, List<KeyToPath> items, int mode, Boolean isOptional) throws VolumeException {
    boolean optional = Boolean.TRUE.equals(isOptional);
    ConfigMap map;
    try {
      map = source.configMap(namespace(), name);
    } catch (IOException e) {
      throw new VolumeException(e.getMessage(), e);
    }
    if (map == null) {
      if (optional) {
        return Map.of();
      }
      throw new VolumeException("configmap \"" + name + "\" not found");
    }
    return KeyFiles.files(KeyFiles.content(map), items, mode, optional, "configmap");
  }

  private Map<String, FileContent> secret(
      String name, List<KeyToPath> items, int mode, Boolean isOptional) throws VolumeException {
    boolean optional = Boolean.TRUE.equals(isOptional);
    Secret secret;
    try {
      secret = source.secret(namespace(), name);
    } catch (IOException e) {
      throw new VolumeException(e.getMessage(), e);
    }
    if (secret == null) {
      if (optional) {
        return Map.of();
      }
      throw new VolumeException("secret \"" + name + "\" not found");
    }
    return KeyFiles.files(KeyFiles.content(secret), items, mode, optional, "secret");
  }

  private Map<String, FileContent> downward(List<DownwardAPIVolumeFile> items, int defaultMode)
      throws VolumeException {
    Map<String, FileContent> files = new LinkedHashMap<>();
    for (DownwardAPIVolumeFile item : items == null ? List.<DownwardAPIVolumeFile>of() : items) {
      try {
        String value =
            item.getFieldRef() != null
                ? FieldPath.value(pod, item.getFieldRef().getFieldPath(), podIps, node)
                : ResourceFields.value(pod, null, item.getResourceFieldRef(), node);
        int mode = item.getMode() == null ? defaultMode : item.getMode();
        files.put(item.getPath(), new FileContent(value.getBytes(StandardCharsets.UTF_8), mode));
      } catch (ConfigException e) {
        throw new VolumeException(e.getMessage(), e);
      }
    }
    return files;
  }

  private String namespace() {
    return pod.getMetadata().getNamespace();
  }

  private static int mode(Integer mode) {
    return mode == null ? DEFAULT_MODE : mode;
  }
}
