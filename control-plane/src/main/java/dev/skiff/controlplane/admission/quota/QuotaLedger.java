package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * How much of each quota the objects of its namespace use. Follows quotas, and from the first quota
 * that counts them on, the resources that quotas count; so an answer costs nothing, however many
 * objects there are. It may be a moment behind the watch cache.
 */
@Singleton
final class QuotaLedger {
  private static final Set<String> NAMED =
      Set.of("configmaps", "secrets", "replicationcontrollers", "resourcequotas");

  private final ClusterState state;
  private final Map<String, AutoCloseable> following = new ConcurrentHashMap<>();
  private final Map<String, Long> seen = new ConcurrentHashMap<>();

  /** Tallies by namespace and name; whoever uses an inner map holds its lock. */
  private final Map<String, Map<String, QuotaTally>> tallies = new ConcurrentHashMap<>();

  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  QuotaLedger(ClusterState state) {
    this.state = state;
  }

  void start(@Observes @Priority(590) StartupEvent event) {
    following.put("resourcequotas", state.follow("resourcequotas", this::quotaChanged));
  }

  @PreDestroy
  void stop() throws Exception {
    for (AutoCloseable each : following.values()) each.close();
  }

  /** Tells of namespaces in which something changed that may concern a quota. */
  void listen(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** The used amounts; empty if this state of the quota is not known yet. */
  Optional<Map<String, Quantity>> used(ObjectNode quota) {
    Map<String, QuotaTally> inNamespace = tallies.get(namespace(quota));
    if (inNamespace == null) return Optional.empty();
    synchronized (inNamespace) {
      return Optional.ofNullable(inNamespace.get(name(quota)))
          .filter(tally -> tally.isOf(quota))
          .map(QuotaTally::used);
    }
  }

  /** The same, counted now from what the watch cache shows. */
  Map<String, Quantity> counted(ObjectNode quota) {
    Map<String, Quantity> used = QuotaTally.nothing(quota);
    for (String resource : resources(used.keySet())) {
      for (ObjectNode object : state.list(resource, namespace(quota))) {
        QuotaTally.share(quota, resource, object)
            .forEach((name, amount) -> used.computeIfPresent(name, (n, sum) -> sum.plus(amount)));
      }
    }
    return used;
  }

  /** Whether all states of a resource's objects up to a revision are counted. */
  boolean hasSeen(String resource, long revision) {
    return seen.getOrDefault(resource, -1L) >= revision;
  }

  private void quotaChanged(Event event) {
    ObjectNode quota = event.object();
    Map<String, QuotaTally> inNamespace =
        tallies.computeIfAbsent(namespace(quota), name -> new HashMap<>());
    if (event.type() == Change.Type.DELETED) {
      synchronized (inNamespace) {
        inNamespace.remove(name(quota));
        // Only this thread adds quotas.
        if (inNamespace.isEmpty()) tallies.remove(namespace(quota));
      }
    } else {
      begin(quota, inNamespace);
    }
    // Quotas may count quotas.
    objectChanged("resourcequotas", event);
  }

  private void begin(ObjectNode quota, Map<String, QuotaTally> inNamespace) {
    QuotaTally tally = new QuotaTally(quota);
    synchronized (inNamespace) {
      QuotaTally known = inNamespace.get(name(quota));
      if (known != null && known.isOf(quota)) return;
    }
    for (String resource : tally.resources()) {
      if (resource.equals("resourcequotas") || following.containsKey(resource)) continue;
      // Put first: following tells of what is there, and that comes back here.
      following.put(resource, () -> {});
      following.put(resource, state.follow(resource, change -> objectChanged(resource, change)));
    }
    synchronized (inNamespace) {
      count(tally, namespace(quota));
      inNamespace.put(name(quota), tally);
    }
  }

  private void count(QuotaTally tally, String namespace) {
    for (String resource : tally.resources()) {
      for (ObjectNode object : state.list(resource, namespace)) tally.put(resource, object);
    }
  }

  /**
   * Counts all there is once more: what an object uses may change with time alone, as that of a Pod
   * that should be gone. Listeners are told of every namespace that has quotas.
   */
  void recount() {
    tallies.forEach(
        (namespace, inNamespace) -> {
          synchronized (inNamespace) {
            inNamespace.values().forEach(tally -> count(tally, namespace));
          }
          listeners.forEach(each -> each.accept(namespace));
        });
  }

  private void objectChanged(String resource, Event event) {
    ObjectNode object = event.object();
    String namespace = namespace(object);
    Map<String, QuotaTally> inNamespace = namespace.isEmpty() ? null : tallies.get(namespace);
    if (inNamespace != null) {
      synchronized (inNamespace) {
        for (QuotaTally each : inNamespace.values()) {
          if (event.type() == Change.Type.DELETED) each.remove(resource, object);
          else each.put(resource, object);
        }
      }
    }
    seen.merge(resource, revision(object), Math::max);
    if (inNamespace != null) listeners.forEach(each -> each.accept(namespace));
  }

  /** The group resources that count for these names. */
  static Set<String> resources(Set<String> limited) {
    Set<String> resources = new LinkedHashSet<>();
    for (String name : limited) {
      if (name.startsWith("count/")) resources.add(name.substring("count/".length()));
      else if (name.endsWith(QuotaUsage.DEVICES)) resources.add("resourceclaims.resource.k8s.io");
      else if (name.startsWith("services")) resources.add("services");
      else if (name.equals("persistentvolumeclaims")
          || name.equals("requests.storage")
          || name.contains(".storageclass.storage.k8s.io/")) {
        resources.add("persistentvolumeclaims");
      } else if (NAMED.contains(name)) {
        resources.add(name);
      } else resources.add("pods");
    }
    return resources;
  }

  /** The revision of an object's state; 0 if it has none. */
  static long revision(JsonNode object) {
    return object.path("metadata").path("resourceVersion").asLong();
  }

  private static String namespace(JsonNode object) {
    return object.path("metadata").path("namespace").asText();
  }

  private static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }
}
