package dev.skiff.agent.volume;

import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.volume.ConfigSource.Kind;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The watches on objects that one pod's volumes show and that its containers' environment comes
 * from: what is watched is known while the API server is away.
 */
final class Subscriptions {

  private final ConfigSource source;
  private final Runnable changed;
  private final Map<Key, ConfigSource.Subscription> open = new HashMap<>();

  private record Key(Kind kind, String name) {}

  Subscriptions(ConfigSource source, Runnable changed) {
    this.source = source;
    this.changed = changed;
  }

  /** Watches all that the pod names. Its volumes never change, ephemeral containers may come. */
  void update(Pod pod) {
    String namespace = pod.getMetadata().getNamespace();
    for (Volume volume : nonNull(pod.getSpec().getVolumes())) {
      if (volume.getConfigMap() != null) {
        open(Kind.CONFIG_MAP, namespace, volume.getConfigMap().getName());
      } else if (volume.getSecret() != null) {
        open(Kind.SECRET, namespace, volume.getSecret().getSecretName());
      } else if (volume.getProjected() != null) {
        for (VolumeProjection part : nonNull(volume.getProjected().getSources())) {
          if (part.getConfigMap() != null) {
            open(Kind.CONFIG_MAP, namespace, part.getConfigMap().getName());
          } else if (part.getSecret() != null) {
            open(Kind.SECRET, namespace, part.getSecret().getName());
          }
        }
      }
    }
    for (Container container : PodContainers.everything(pod)) {
      environment(namespace, container);
    }
  }

  private void environment(String namespace, Container container) {
    for (EnvFromSource from : nonNull(container.getEnvFrom())) {
      if (from.getConfigMapRef() != null) {
        open(Kind.CONFIG_MAP, namespace, from.getConfigMapRef().getName());
      } else if (from.getSecretRef() != null) {
        open(Kind.SECRET, namespace, from.getSecretRef().getName());
      }
    }
    for (EnvVar variable : nonNull(container.getEnv())) {
      EnvVarSource from = variable.getValueFrom();
      if (from != null && from.getConfigMapKeyRef() != null) {
        open(Kind.CONFIG_MAP, namespace, from.getConfigMapKeyRef().getName());
      } else if (from != null && from.getSecretKeyRef() != null) {
        open(Kind.SECRET, namespace, from.getSecretKeyRef().getName());
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

  private static <T> List<T> nonNull(List<T> list) {
    return list == null ? List.of() : list;
  }
}
