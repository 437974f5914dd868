package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * All policies that are bound, with their bindings, as new as the watch cache is. What has not
 * changed is not read again, so that its expressions stay compiled.
 */
@Singleton
final class Policies {
  private static final String POLICIES = "validatingadmissionpolicies.admissionregistration.k8s.io";
  private static final String BINDINGS =
      "validatingadmissionpolicybindings.admissionregistration.k8s.io";

  /** A policy and its bindings. */
  record Bound(Policy policy, List<Binding> bindings) {}

  private record Known(List<ObjectNode> policies, List<ObjectNode> bindings, List<Bound> bound) {}

  private final ClusterState state;
  private volatile Known known = new Known(List.of(), List.of(), List.of());
  private final Map<ObjectNode, Policy> read = new IdentityHashMap<>();

  Policies(ClusterState state) {
    this.state = state;
  }

  List<Bound> all() {
    List<ObjectNode> bindings = state.list(BINDINGS, "");
    if (bindings.isEmpty()) return List.of();
    List<ObjectNode> policies = state.list(POLICIES, "");
    Known before = known;
    if (same(before.policies, policies) && same(before.bindings, bindings)) return before.bound;
    return read(policies, bindings);
  }

  private synchronized List<Bound> read(List<ObjectNode> policies, List<ObjectNode> bindings) {
    Map<String, List<Binding>> byPolicy = new HashMap<>();
    for (ObjectNode object : bindings) {
      Binding binding = Binding.of(object);
      byPolicy.computeIfAbsent(binding.policy(), key -> new ArrayList<>()).add(binding);
    }
    List<Bound> bound = new ArrayList<>();
    Map<ObjectNode, Policy> kept = new IdentityHashMap<>();
    for (ObjectNode object : policies) {
      List<Binding> own = byPolicy.get(object.at("/metadata/name").asText());
      if (own == null) continue;
      Policy policy = read.get(object);
      if (policy == null) policy = new Policy(object);
      kept.put(object, policy);
      bound.add(new Bound(policy, own));
    }
    read.clear();
    read.putAll(kept);
    known = new Known(policies, bindings, List.copyOf(bound));
    return known.bound;
  }

  /** States of objects are handed out as the same trees until they change. */
  private static boolean same(List<ObjectNode> before, List<ObjectNode> now) {
    if (before.size() != now.size()) return false;
    for (int i = 0; i < now.size(); i++) {
      if (before.get(i) != now.get(i)) return false;
    }
    return true;
  }
}
