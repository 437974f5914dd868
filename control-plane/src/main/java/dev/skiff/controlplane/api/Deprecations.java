package dev.skiff.controlplane.api;

import dev.skiff.controlplane.resource.ResourceType;
import java.util.Map;

/**
 * Types that are served, but that upstream would have replaced or has removed; every answer about
 * them says so.
 */
final class Deprecations {
  private static final Map<String, String> WARNINGS =
      Map.of(
          "endpoints",
          "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
          "componentstatuses",
          "v1 ComponentStatus is deprecated in v1.19+");

  private Deprecations() {}

  /** What to warn of; null if nothing. */
  static String warning(ResourceType type) {
    if (type.deprecation() != null) return type.deprecation();
    if (type.removal() != null) return type.removal().warning();
    return WARNINGS.get(type.groupResource());
  }
}
