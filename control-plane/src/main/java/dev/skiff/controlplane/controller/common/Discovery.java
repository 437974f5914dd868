package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the API server serves now, each resource in the version that its group prefers among those
 * that have it.
 */
public final class Discovery {
  private final KubernetesClient client;

  public Discovery(KubernetesClient client) {
    this.client = client;
  }

  /**
   * What was found.
   *
   * @param resources of all groups that answered
   * @param aliases what a resource of the same objects in another group is called here, by group
   *     and kind such as {@code extensions/Deployment}
   * @param failures why the others did not, by group and version such as {@code example.com/v1}
   */
  public record Found(
      List<ResourceKind> resources,
      Map<String, ResourceKind> aliases,
      Map<String, KubernetesClientException> failures) {}

  /**
   * Resources on which all of these verbs can be done, each once, whatever the groups in which it
   * is served; subresources are left out. Other servers may answer for a group, and they may be
   * away.
   *
   * @throws KubernetesClientException if the API server itself does not answer
   */
  public Found resources(Set<String> verbs) {
    Found found = new Found(new ArrayList<>(), new HashMap<>(), new LinkedHashMap<>());
    Map<String, ResourceKind> stored = new HashMap<>();
    add(found, stored, new HashSet<>(), "", "v1", verbs);
    APIGroupList groups = client.getApiGroups();
    if (groups == null) return found;
    for (APIGroup group : groups.getGroups()) {
      Set<String> seen = new HashSet<>();
      for (String version : versions(group)) {
        try {
          add(found, stored, seen, group.getName(), version, verbs);
        } catch (KubernetesClientException e) {
          found.failures().put(group.getName() + "/" + version, e);
        }
      }
    }
    return found;
  }

  /** The preferred one first. */
  private static Set<String> versions(APIGroup group) {
    Set<String> versions = new LinkedHashSet<>();
    versions.add(group.getPreferredVersion().getVersion());
    group.getVersions().forEach(version -> versions.add(version.getVersion()));
    return versions;
  }

  /**
   * @param stored what was found, by hashes that tell which resources are the same in the store
   * @param seen the names of the group's resources in better versions
   */
  private void add(
      Found found,
      Map<String, ResourceKind> stored,
      Set<String> seen,
      String group,
      String version,
      Set<String> verbs) {
    APIResourceList list =
        client.getApiResources(group.isEmpty() ? version : group + "/" + version);
    if (list == null) return;
    for (APIResource resource : list.getResources()) {
      if (resource.getName().contains("/") || !resource.getVerbs().containsAll(verbs)) continue;
      if (!seen.add(resource.getName())) continue;
      ResourceKind kind =
          new ResourceKind(
              group,
              version,
              resource.getKind(),
              resource.getName(),
              Boolean.TRUE.equals(resource.getNamespaced()));
      String hash = resource.getStorageVersionHash();
      boolean known = hash != null && !hash.isEmpty();
      ResourceKind same = known ? stored.putIfAbsent(hash, kind) : null;
      if (same == null) found.resources().add(kind);
      else found.aliases().put(group + "/" + kind.kind(), same);
    }
  }
}
