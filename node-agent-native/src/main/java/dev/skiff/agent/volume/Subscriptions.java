package dev.skiff.agent.volume;

import dev.skiff.agent.volume.ConfigSource.Kind;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.HashMap;
import java.util.Map;

/** The watches on objects that one pod's volumes show. */
final class Subscriptions {

  private final ConfigSource source;
  private final Runnable changed;
  private final Map<Key, ConfigSource.Subscription> open = new HashMap<>();

  private record Key(Kind kind, String name) {}

  Subscriptions(ConfigSource source, Runnable changed) {
    this.source = source;
    this.changed = changed;
  }

  /** Watches all that the pod's volumes name; a pod's volumes never change. */
  void update(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getConfigMap() != null) {
        open(Kind.CONFIG_MAP, namespace, volume.getConfigMap().getName());
      } else if (volume.getSecret() != null) {
        open(Kind.SECRET, namespace, volume.getSecret().getSecretName());
      } else if (volume.getProjected() != null && volume.getProjected().getSources() != null) {
        for (VolumeProjection part : volume.getProjected().getSources()) {
          if (part.getConfigMap() != null) {
            open(Kind.CONFIG_MAP, namespace, part.getConfigMap().getName());
          } else if (part.getSecret() != null) {
            open(Kind.SECRET, namespace, part.getSecret().getName());
          }
        }
      }
    }
  }

  void close() {
    open.values().forEach(ConfigSource.Subscription::close);
    open.clear();
  }

  private void open(Kind kind, String namespace, String name) {
    open.computeIfAbsent(new Key(kind, name), key -> source.watch(kind, namespace, name, changed));
  }
}
