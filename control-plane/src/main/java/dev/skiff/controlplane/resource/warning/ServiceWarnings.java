package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Fields of a Service that its type ignores, and addresses in odd forms. */
final class ServiceWarnings {
  private static final String HINTS = "service.kubernetes.io/topology-aware-hints";
  private static final String MODE = "service.kubernetes.io/topology-mode";

  private ServiceWarnings() {}

  static void check(JsonNode service, List<String> found) {
    if (service.path("metadata").path("annotations").has(HINTS)) {
      found.add("annotation " + HINTS + " is deprecated, please use " + MODE + " instead");
    }
    JsonNode spec = service.path("spec");
    boolean external = spec.path("type").asText("").equals("ExternalName");
    boolean headless =
        spec.path("type").asText("").equals("ClusterIP")
            && spec.path("clusterIP").asText("").equals("None");
    if (!headless) AddressWarnings.ips("spec.clusterIPs", spec.path("clusterIPs"), found);
    String balancer = spec.path("loadBalancerIP").asText("");
    if (headless) {
      if (!balancer.isEmpty()) found.add("spec.loadBalancerIP is ignored for headless services");
      if (!spec.path("externalIPs").isEmpty()) {
        found.add("spec.externalIPs is ignored for headless services");
      }
      if (!spec.path("sessionAffinity").asText("").equals("None")) {
        found.add("spec.SessionAffinity is ignored for headless services");
      }
    }
    AddressWarnings.ips("spec.externalIPs", spec.path("externalIPs"), found);
    if (!balancer.isEmpty()) AddressWarnings.ip("spec.loadBalancerIP", balancer, found);
    AddressWarnings.networks(
        "spec.loadBalancerSourceRanges", spec.path("loadBalancerSourceRanges"), found);
    if (external && !spec.path("externalIPs").isEmpty()) {
      found.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!external && !spec.path("externalName").asText("").isEmpty()) {
      found.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    if (spec.path("trafficDistribution").asText("").equals("PreferClose")) {
      found.add("spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"");
    }
  }
}
