package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.Quantity;
import dev.skiff.controlplane.auth.ClusterState;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** How much of a quota the objects of its namespace use now, as the watch cache shows them. */
@Singleton
final class QuotaLedger {
  private final ClusterState state;

  QuotaLedger(ClusterState state) {
    this.state = state;
  }

  /** The used amount of each resource that the quota limits. */
  Map<String, Quantity> used(ObjectNode quota) {
    Map<String, Quantity> used = new TreeMap<>();
    Set<String> limited = new LinkedHashSet<>();
    quota.path("spec").path("hard").fieldNames().forEachRemaining(limited::add);
    for (String name : limited) used.put(name, Quantity.ZERO);
    String namespace = quota.path("metadata").path("namespace").asText();
    boolean scoped = QuotaScopes.any(quota);
    for (String resource : resources(limited)) {
      if (scoped && !resource.equals("pods")) continue;
      for (ObjectNode object : state.list(resource, namespace)) {
        if (scoped && !QuotaScopes.match(quota, object)) continue;
        QuotaUsage.of(resource, object)
            .forEach((name, amount) -> used.computeIfPresent(name, (n, sum) -> sum.plus(amount)));
      }
    }
    return used;
  }

  /** The group resources that count for these names. */
  static Set<String> resources(Set<String> limited) {
    Set<String> resources = new LinkedHashSet<>();
    for (String name : limited) {
      if (name.startsWith("count/")) resources.add(name.substring("count/".length()));
      else if (name.startsWith("services")) resources.add("services");
      else if (name.equals("persistentvolumeclaims")
          || name.equals("requests.storage")
          || name.contains(".storageclass.storage.k8s.io/")) {
        resources.add("persistentvolumeclaims");
      } else if (Set.of("configmaps", "secrets", "replicationcontrollers", "resourcequotas")
          .contains(name)) {
        resources.add(name);
      } else resources.add("pods");
    }
    return resources;
  }
}
