package dev.skiff.controlplane.api.aggregation;

import static java.util.Map.entry;

import java.util.Map;

/** Where the groups that this server itself serves come in discovery; upstream's numbers. */
final class GroupPriorities {
  private static final int CUSTOM = 1000;
  private static final int CUSTOM_VERSION = 100;
  private static final int VERSION = 15;
  private static final int BETA_VERSION = 9;

  private static final Map<String, Integer> GROUPS =
      Map.ofEntries(
          entry("", 18000),
          entry("apiregistration.k8s.io", 18000),
          entry("apps", 17800),
          entry("events.k8s.io", 17750),
          entry("authentication.k8s.io", 17700),
          entry("authorization.k8s.io", 17600),
          entry("autoscaling", 17500),
          entry("batch", 17400),
          entry("certificates.k8s.io", 17300),
          entry("networking.k8s.io", 17200),
          entry("policy", 17100),
          entry("rbac.authorization.k8s.io", 17000),
          entry("storage.k8s.io", 16800),
          entry("admissionregistration.k8s.io", 16700),
          entry("apiextensions.k8s.io", 16700),
          entry("scheduling.k8s.io", 16600),
          entry("coordination.k8s.io", 16500),
          entry("node.k8s.io", 16300),
          entry("discovery.k8s.io", 16200),
          entry("resource.k8s.io", 16200),
          entry("flowcontrol.apiserver.k8s.io", 16100),
          // Nothing but older names of what is in other groups.
          entry("extensions", 100));

  private static final Map<String, Integer> VERSIONS =
      Map.of(
          "/v1",
          1,
          "autoscaling/v2",
          30,
          "resource.k8s.io/v1",
          21,
          "flowcontrol.apiserver.k8s.io/v1",
          21);

  private GroupPriorities() {}

  /** {@code groupPriorityMinimum} of a group. */
  static int ofGroup(String group) {
    return GROUPS.getOrDefault(group, CUSTOM);
  }

  /** {@code versionPriority} of a version. */
  static int ofVersion(String group, String version) {
    int builtIn = version.matches("v\\d+") ? VERSION : BETA_VERSION;
    int usual = GROUPS.containsKey(group) ? builtIn : CUSTOM_VERSION;
    return VERSIONS.getOrDefault(group + "/" + version, usual);
  }
}
