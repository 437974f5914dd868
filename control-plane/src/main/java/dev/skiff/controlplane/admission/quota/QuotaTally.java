package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How much of one quota is used, kept up to date object by object. Not safe for threads.
 *
 * @see QuotaLedger
 */
final class QuotaTally {
  private final ObjectNode quota;
  private final boolean scoped;
  private final Set<String> resources;
  private final Map<String, Quantity> used;
  private final Map<String, Share> shares = new HashMap<>();

  /**
   * What an object uses.
   *
   * @param revision of the object's state
   */
  private record Share(long revision, Map<String, Quantity> usage) {}

  QuotaTally(ObjectNode quota) {
    this.quota = quota;
    this.scoped = QuotaScopes.any(quota);
    this.used = nothing(quota);
    this.resources = QuotaLedger.resources(used.keySet());
  }

  /** Nothing, of each resource that a quota limits. */
  static Map<String, Quantity> nothing(ObjectNode quota) {
    Map<String, Quantity> nothing = new TreeMap<>();
    Set<String> limited = new LinkedHashSet<>();
    quota.path("spec").path("hard").fieldNames().forEachRemaining(limited::add);
    for (String name : limited) nothing.put(name, Quantity.ZERO);
    return nothing;
  }

  /** What an object uses of a quota. */
  static Map<String, Quantity> share(ObjectNode quota, String resource, ObjectNode object) {
    if (QuotaScopes.any(quota) && !QuotaScopes.match(quota, resource, object)) return Map.of();
    return QuotaUsage.of(resource, object);
  }

  /** Whether it counts for this state of the quota, too. */
  boolean isOf(ObjectNode other) {
    return quota.path("spec").equals(other.path("spec"))
        && quota.at("/metadata/uid").equals(other.at("/metadata/uid"));
  }

  Set<String> resources() {
    return resources;
  }

  /** A copy. */
  Map<String, Quantity> used() {
    return new TreeMap<>(used);
  }

  /** Counts a state of an object instead of the one before; older states change nothing. */
  void put(String resource, ObjectNode object) {
    if (!resources.contains(resource) || scoped && !QuotaScopes.concern(resource)) return;
    String key = key(resource, object);
    long revision = QuotaLedger.revision(object);
    Share before = shares.get(key);
    if (before != null && before.revision > revision) return;
    Map<String, Quantity> usage = new TreeMap<>(share(quota, resource, object));
    usage.keySet().retainAll(used.keySet());
    if (before != null) subtract(before);
    usage.forEach((name, amount) -> used.merge(name, amount, Quantity::plus));
    shares.put(key, new Share(revision, usage));
  }

  /** Counts an object no longer, unless there is a newer one of its name. */
  void remove(String resource, ObjectNode object) {
    String key = key(resource, object);
    Share before = shares.get(key);
    if (before == null || before.revision > QuotaLedger.revision(object)) return;
    subtract(before);
    shares.remove(key);
  }

  private void subtract(Share share) {
    share.usage.forEach((name, amount) -> used.merge(name, amount, (a, b) -> a.minus(b)));
  }

  private static String key(String resource, JsonNode object) {
    return resource + "/" + object.path("metadata").path("name").asText();
  }
}
