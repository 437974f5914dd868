package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Addresses in odd forms in endpoints, policies and nodes; classes of Ingresses by annotation. */
final class NetworkWarnings {
  private static final String CLASS = "kubernetes.io/ingress.class";
  private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";

  private NetworkWarnings() {}

  static void endpoints(JsonNode endpoints, List<String> found) {
    JsonNode subsets = endpoints.path("subsets");
    for (int i = 0; i < subsets.size(); i++) {
      for (String list : List.of("addresses", "notReadyAddresses")) {
        JsonNode addresses = subsets.get(i).path(list);
        for (int j = 0; j < addresses.size(); j++) {
          String path = "subsets[%d].%s[%d].ip".formatted(i, list, j);
          AddressWarnings.ip(path, addresses.get(j).path("ip").asText(""), found);
        }
      }
    }
  }

  static void slice(JsonNode slice, boolean created, List<String> found) {
    if (created && slice.path("addressType").asText("").equals("FQDN")) {
      found.add("spec.addressType: FQDN endpoints are deprecated");
    }
    // The controllers' own slices hold what was looked at before.
    String manager = slice.path("metadata").path("labels").path(MANAGED_BY).asText("");
    if (manager.endsWith("controller.k8s.io")) return;
    JsonNode endpoints = slice.path("endpoints");
    for (int i = 0; i < endpoints.size(); i++) {
      JsonNode addresses = endpoints.get(i).path("addresses");
      AddressWarnings.ips("endpoints[" + i + "].addresses", addresses, found);
    }
  }

  static void policy(JsonNode policy, List<String> found) {
    peers("ingress", "from", policy.path("spec"), found);
    peers("egress", "to", policy.path("spec"), found);
  }

  private static void peers(String direction, String list, JsonNode spec, List<String> found) {
    JsonNode rules = spec.path(direction);
    for (int i = 0; i < rules.size(); i++) {
      JsonNode peers = rules.get(i).path(list);
      for (int j = 0; j < peers.size(); j++) {
        JsonNode block = peers.get(j).path("ipBlock");
        if (!block.isObject()) continue;
        String path = "spec.%s[%d].%s[%d].ipBlock.".formatted(direction, i, list, j);
        AddressWarnings.network(path + "cidr", block.path("cidr").asText(""), found);
        AddressWarnings.networks(path + "except", block.path("except"), found);
      }
    }
  }

  static void ingress(JsonNode ingress, List<String> found) {
    if (!ingress.path("metadata").path("annotations").has(CLASS)) return;
    if (ingress.path("spec").has("ingressClassName")) return;
    found.add(
        "annotation \"" + CLASS + "\" is deprecated, please use 'spec.ingressClassName' instead");
  }

  static void node(JsonNode node, List<String> found) {
    JsonNode spec = node.path("spec");
    if (spec.has("configSource")) found.add("spec.configSource: the feature is removed");
    if (!spec.path("externalID").asText("").isEmpty()) {
      found.add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
    AddressWarnings.networks("spec.podCIDRs", spec.path("podCIDRs"), found);
  }
}
