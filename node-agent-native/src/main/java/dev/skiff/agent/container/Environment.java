package dev.skiff.agent.container;

import dev.skiff.agent.volume.ConfigSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a container's environment: service variables, then envFrom, then env, each overriding the
 * one before, with {@code $(NAME)} expanded from what was set earlier.
 */
public final class Environment {

  private final Pod pod;
  private final Container container;
  private final List<String> podIps;
  private final NodeSettings node;
  private final ConfigSource source;
  private final Map<String, String> variables = new LinkedHashMap<>();

  private Environment(
      Pod pod, Container container, List<String> podIps, NodeSettings node, ConfigSource source) {
    this.pod = pod;
    this.container = container;
    this.podIps = podIps;
    this.node = node;
    this.source = source;
  }

  /**
   * The variables in the order in which they are set.
   *
   * @param services variables of services (see {@link ServiceEnvironment})
   * @throws ConfigException when something that is not optional is missing
   */
  public static Map<String, String> of(
      Pod pod,
      Container container,
      List<String> podIps,
      Map<String, String> services,
      NodeSettings node,
      ConfigSource source)
      throws ConfigException {
    Environment environment = new Environment(pod, container, podIps, node, source);
    environment.addFrom();
    environment.addOwn(services);
    services.forEach(environment.variables::putIfAbsent);
    return environment.variables;
  }

  private void addFrom() throws ConfigException {
    if (container.getEnvFrom() == null) {
      return;
    }
    for (EnvFromSource from : container.getEnvFrom()) {
      String prefix = from.getPrefix() == null ? "" : from.getPrefix();
      if (from.getConfigMapRef() != null) {
        var ref = from.getConfigMapRef();
        ConfigMap map = configMap(ref.getName(), optional(ref.getOptional()));
        if (map != null && map.getData() != null) {
          map.getData().forEach((key, value) -> variables.put(prefix + key, value));
        }
      } else if (from.getSecretRef() != null) {
        var ref = from.getSecretRef();
        Secret secret = secret(ref.getName(), optional(ref.getOptional()));
        if (secret != null && secret.getData() != null) {
          secret.getData().forEach((key, value) -> variables.put(prefix + key, decode(value)));
        }
      }
    }
  }

  private void addOwn(Map<String, String> services) throws ConfigException {
    if (container.getEnv() == null) {
      return;
    }
    Map<String, String> earlier = new LinkedHashMap<>();
    for (EnvVar variable : container.getEnv()) {
      String value = variable.getValue();
      if (value != null && !value.isEmpty()) {
        value =
            Expansion.expand(
                value, name -> earlier.containsKey(name) ? earlier.get(name) : services.get(name));
      } else if (variable.getValueFrom() != null) {
        value = valueFrom(variable.getValueFrom());
        if (value == null) {
          continue;
        }
      }
      earlier.put(variable.getName(), value == null ? "" : value);
    }
    variables.putAll(earlier);
  }

  /** Null when an optional source is missing. */
  private String valueFrom(EnvVarSource from) throws ConfigException {
    if (from.getFieldRef() != null) {
      return FieldPath.value(pod, from.getFieldRef().getFieldPath(), podIps, node);
    }
    if (from.getResourceFieldRef() != null) {
      return ResourceFields.value(pod, container, from.getResourceFieldRef(), node);
    }
    if (from.getConfigMapKeyRef() != null) {
      var ref = from.getConfigMapKeyRef();
      boolean optional = optional(ref.getOptional());
      ConfigMap map = configMap(ref.getName(), optional);
      String value = map == null || map.getData() == null ? null : map.getData().get(ref.getKey());
      return present(value, optional, ref.getKey(), "ConfigMap", ref.getName());
    }
    if (from.getSecretKeyRef() != null) {
      var ref = from.getSecretKeyRef();
      boolean optional = optional(ref.getOptional());
      Secret secret = secret(ref.getName(), optional);
      String value =
          secret == null || secret.getData() == null ? null : secret.getData().get(ref.getKey());
      value = value == null ? null : decode(value);
      return present(value, optional, ref.getKey(), "Secret", ref.getName());
    }
    return "";
  }

  private String present(String value, boolean optional, String key, String kind, String name)
      throws ConfigException {
    if (value == null && !optional) {
      throw ConfigException.config(
          "couldn't find key %s in %s %s/%s".formatted(key, kind, namespace(), name));
    }
    return value;
  }

  private ConfigMap configMap(String name, boolean optional) throws ConfigException {
    try {
      ConfigMap map = source.configMap(namespace(), name);
      if (map == null && !optional) {
        throw ConfigException.config("configmap \"" + name + "\" not found");
      }
      return map;
    } catch (IOException e) {
      throw ConfigException.config(e.getMessage());
    }
  }

  private Secret secret(String name, boolean optional) throws ConfigException {
    try {
      Secret secret = source.secret(namespace(), name);
      if (secret == null && !optional) {
        throw ConfigException.config("secret \"" + name + "\" not found");
      }
      return secret;
    } catch (IOException e) {
      throw ConfigException.config(e.getMessage());
    }
  }

  private String namespace() {
    return pod.getMetadata().getNamespace();
  }

  private static boolean optional(Boolean value) {
    return Boolean.TRUE.equals(value);
  }

  private static String decode(String base64) {
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
