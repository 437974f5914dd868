package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;

/**
 * Names a resource of the API.
 *
 * @param group API group, empty for core
 * @param version API version
 * @param kind for example Deployment
 * @param plural the resource's name in paths, for example deployments
 * @param namespaced whether objects live in namespaces
 */
public record ResourceKind(
    String group, String version, String kind, String plural, boolean namespaced) {

  /** The resource of a model class, as its annotations say. */
  public static ResourceKind of(Class<? extends HasMetadata> type) {
    return new ResourceKind(
        HasMetadata.getGroup(type) == null ? "" : HasMetadata.getGroup(type),
        HasMetadata.getVersion(type),
        HasMetadata.getKind(type),
        HasMetadata.getPlural(type),
        Namespaced.class.isAssignableFrom(type));
  }

  /** {@code apps/v1}, or {@code v1} for the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The group in an apiVersion, empty for core. */
  public static String group(String apiVersion) {
    return apiVersion.substring(0, Math.max(0, apiVersion.indexOf('/')));
  }

  /** Path of all objects, or of those in a namespace. */
  public String path(String namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return namespaced && !namespace.isEmpty()
        ? root + "/namespaces/" + namespace + "/" + plural
        : root + "/" + plural;
  }

  @Override
  public String toString() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
