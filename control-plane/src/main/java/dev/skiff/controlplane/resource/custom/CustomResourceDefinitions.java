package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.informer.Chores;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.ServedTypes;
import dev.skiff.controlplane.resource.custom.conversion.Converters;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the registry in step with the CustomResourceDefinitions: serves what they define, says so
 * in their conditions, and empties them before they go. Driven by their changes.
 */
@Singleton
final class CustomResourceDefinitions {
  /** Before anything else starts: what is stored must be served again. */
  static final int FIRST = 100;

  private static final String RESOURCE = "customresourcedefinitions.apiextensions.k8s.io";
  private static final String PATH = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/";

  private final ClusterState state;
  private final LoopbackClient client;
  private final ServedTypes registry;
  private final CustomTypes types;
  private final SchemaRevisions schemas = new SchemaRevisions();
  private final Map<String, List<ResourceType>> served = new HashMap<>();
  private final CustomResourceCleanup cleanup;

  /** Definitions that do not have all the names that they ask for. */
  private final Map<String, ObjectNode> waiting = new LinkedHashMap<>();

  private final NamesInUse names = new NamesInUse();

  /** Definitions as they are to be, which do not have their status yet. */
  private final Map<String, ObjectNode> unreported = new ConcurrentHashMap<>();

  private final Chores<String> chores = new Chores<>("definition-status", this::report);
  private AutoCloseable following;

  CustomResourceDefinitions(
      ClusterState state,
      LoopbackClient client,
      CustomResourceCleanup cleanup,
      ServedTypes registry,
      Converters converters) {
    this.state = state;
    this.client = client;
    this.cleanup = cleanup;
    this.registry = registry;
    this.types =
        new CustomTypes(registry.find("", "v1", "configmaps").orElseThrow(), converters::of);
  }

  void start(@Observes @Priority(FIRST) StartupEvent event) {
    state.list(RESOURCE, "").forEach(names::restore);
    following = state.follow(RESOURCE, this::changed);
  }

  @PreDestroy
  void stop() throws Exception {
    if (following != null) following.close();
    chores.close();
  }

  private void changed(ClusterState.Event event) {
    ObjectNode definition = event.object();
    String name = definition.path("metadata").path("name").asText();
    if (event.type() == Change.Type.DELETED) {
      cleanup.end(name);
      serve(name, List.of());
      registry.setTerminating(name, false);
      schemas.forget(name);
      waiting.remove(name);
      unreported.remove(name);
      names.release(definition);
      reconsider();
      return;
    }
    settle(name, definition);
    registry.setTerminating(name, definition.path("metadata").has("deletionTimestamp"));
    if (CustomResourceCleanup.isAwaited(definition)) {
      cleanup.begin(name, isBuiltIn(definition) ? null : types.stored(definition));
    }
  }

  private void settle(String name, ObjectNode definition) {
    NamesInUse.Decision decision = names.decide(definition);
    ObjectNode named = definition;
    if (decision.conflict()) {
      waiting.put(name, definition);
      named = definition.deepCopy();
      named.withObject("/spec").set("names", decision.accepted());
    } else {
      waiting.remove(name);
    }
    ObjectNode status = DefinitionStatus.of(definition, decision);
    boolean asked = DefinitionStatus.established(status) && !isBuiltIn(definition);
    serve(name, asked ? schemas.mark(named, types.of(named)) : List.of());
    plan(name, definition, status);
    if (decision.changed()) reconsider();
  }

  /** Whole groups are built in: who asks for them never comes to what a definition adds. */
  private boolean isBuiltIn(ObjectNode definition) {
    String group = definition.at("/spec/group").asText();
    return registry.builtIn().types().stream().anyMatch(type -> type.group().equals(group));
  }

  /** Somebody's names may have become free. */
  private void reconsider() {
    for (String name : List.copyOf(waiting.keySet())) {
      ObjectNode definition = waiting.get(name);
      if (definition != null) settle(name, definition);
    }
  }

  private void serve(String name, List<ResourceType> now) {
    Set<String> kept = new HashSet<>();
    for (ResourceType type : now) {
      kept.add(type.version());
      registry.put(type);
    }
    for (ResourceType type : served.getOrDefault(name, List.of())) {
      if (!kept.contains(type.version())) {
        registry.remove(type.group(), type.version(), type.plural());
      }
    }
    served.put(name, now);
  }

  private void plan(String name, ObjectNode definition, ObjectNode status) {
    if (status.equals(definition.path("status"))) {
      unreported.remove(name);
      return;
    }
    ObjectNode changed = definition.deepCopy();
    changed.set("status", status);
    unreported.put(name, changed);
    chores.add(name);
  }

  private void report(String name) {
    ObjectNode changed = unreported.get(name);
    if (changed != null) client.update(PATH + name + "/status", changed);
  }
}
