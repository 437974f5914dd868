package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIGroupList;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the API server serves now, in each group's preferred version. */
public final class Discovery {
  private final KubernetesClient client;

  public Discovery(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Resources on which all of these verbs can be done; subresources are left out.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException if the API server does not
   *     answer; a group that cannot be read is an error too, for a part is worse than nothing
   */
  public List<ResourceKind> resources(Set<String> verbs) {
    List<ResourceKind> resources = new ArrayList<>();
    add(resources, "", "v1", verbs);
    APIGroupList groups = client.getApiGroups();
    if (groups != null) {
      for (APIGroup group : groups.getGroups()) {
        add(resources, group.getName(), group.getPreferredVersion().getVersion(), verbs);
      }
    }
    return resources;
  }

  private void add(List<ResourceKind> resources, String group, String version, Set<String> verbs) {
    APIResourceList list =
        client.getApiResources(group.isEmpty() ? version : group + "/" + version);
    if (list == null) return;
    for (APIResource resource : list.getResources()) {
      if (resource.getName().contains("/") || !resource.getVerbs().containsAll(verbs)) continue;
      resources.add(
          new ResourceKind(
              group,
              version,
              resource.getKind(),
              resource.getName(),
              Boolean.TRUE.equals(resource.getNamespaced())));
    }
  }
}
