package dev.skiff.controlplane.api.request;

/**
 * What a request's path and method mean, in the words of authorisation. Absent strings are empty,
 * never null.
 *
 * @param resourceRequest true below {@code /api/v1} and {@code /apis/group/version}
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; for other paths
 *     the method in lower case
 * @param group API group, empty for core
 * @param version API version
 * @param namespace the namespace in the path; for the resource {@code namespaces} its own name
 * @param resource plural
 * @param subresource for example status
 * @param name object name; for a list or watch the one that its field selector asks for
 * @param collection true if the path names no object
 * @param rest path segments behind the subresource, for proxies
 * @param path the whole path
 */
public record RequestInfo(
    boolean resourceRequest,
    String verb,
    String group,
    String version,
    String namespace,
    String resource,
    String subresource,
    String name,
    boolean collection,
    String rest,
    String path) {

  /** {@code apps/v1}, or {@code v1} for the core group. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** {@code deployments.apps}, or {@code pods} for the core group. */
  public String groupResource() {
    return group.isEmpty() ? resource : resource + "." + group;
  }
}
