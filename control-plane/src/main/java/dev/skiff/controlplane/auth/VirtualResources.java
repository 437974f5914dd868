package dev.skiff.controlplane.auth;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** All resources that are never stored. */
@Singleton
public final class VirtualResources {
  private final Map<String, VirtualResource> byResource = new HashMap<>();

  @Inject
  VirtualResources(Instance<VirtualResource> resources) {
    for (VirtualResource each : resources) byResource.put(each.resource(), each);
  }

  /**
   * @param groupResource such as {@code tokenreviews.authentication.k8s.io}
   * @param subresource empty if none
   */
  public Optional<VirtualResource> find(String groupResource, String subresource) {
    String key = subresource.isEmpty() ? groupResource : groupResource + "/" + subresource;
    return Optional.ofNullable(byResource.get(key));
  }
}
