package dev.skiff.controlplane.api.flowcontrol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.bootstrap.DefaultObjects;
import dev.skiff.controlplane.informer.Chores;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the condition Dangling of every FlowSchema: whether the priority level that it names is
 * there. Driven by changes of both kinds; nothing else is made of them, for requests are not queued
 * by flow.
 */
@Singleton
final class FlowSchemaConditions {
  private static final String GROUP = "flowcontrol.apiserver.k8s.io";
  private static final String SCHEMAS = "flowschemas." + GROUP;
  private static final String LEVELS = "prioritylevelconfigurations." + GROUP;
  private static final String PATH = "/apis/" + GROUP + "/v1/flowschemas/";
  private static final String OWNER = "api-priority-and-fairness-config-consumer-v1";

  private final ClusterState state;
  private final LoopbackClient client;
  private final Chores<String> chores = new Chores<>("flow-schema-conditions", this::report);
  private final List<AutoCloseable> following = new ArrayList<>();

  FlowSchemaConditions(ClusterState state, LoopbackClient client) {
    this.state = state;
    this.client = client;
  }

  void start(@Observes @Priority(DefaultObjects.BEFORE_CONTROLLERS + 10) StartupEvent event) {
    following.add(state.follow(LEVELS, this::levelChanged));
    following.add(state.follow(SCHEMAS, this::schemaChanged));
  }

  @PreDestroy
  void stop() throws Exception {
    for (AutoCloseable each : following) each.close();
    chores.close();
  }

  /** What a level is like does not matter here, only whether it is there. */
  private void levelChanged(Event event) {
    if (event.type() == Change.Type.MODIFIED) return;
    String level = name(event.object());
    for (ObjectNode schema : state.list(SCHEMAS, "")) {
      if (level(schema).equals(level)) chores.add(name(schema));
    }
  }

  private void schemaChanged(Event event) {
    if (event.type() != Change.Type.DELETED) chores.add(name(event.object()));
  }

  private void report(String name) {
    state.get(SCHEMAS, "", name).ifPresent(this::report);
  }

  private void report(ObjectNode schema) {
    String level = level(schema);
    ObjectNode condition = condition(level, state.get(LEVELS, "", level).isPresent());
    for (JsonNode present : schema.at("/status/conditions")) {
      if (says(present, condition)) return;
    }
    condition.put("lastTransitionTime", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    ObjectNode applied = JsonNodeFactory.instance.objectNode();
    applied.put("apiVersion", GROUP + "/v1").put("kind", "FlowSchema");
    applied.putObject("metadata").put("name", name(schema));
    applied.putObject("status").putArray("conditions").add(condition);
    client.apply(PATH + name(schema) + "/status", applied, OWNER);
  }

  private static ObjectNode condition(String level, boolean found) {
    ObjectNode condition = JsonNodeFactory.instance.objectNode();
    condition.put("type", "Dangling").put("status", found ? "False" : "True");
    condition.put("reason", found ? "Found" : "NotFound");
    String about =
        "This FlowSchema references the PriorityLevelConfiguration object named \"%s\" %s";
    String outcome = found ? "and it exists" : "but there is no such object";
    return condition.put("message", about.formatted(level, outcome));
  }

  private static boolean says(JsonNode present, ObjectNode condition) {
    return condition.properties().stream()
        .allMatch(field -> field.getValue().equals(present.get(field.getKey())));
  }

  private static String level(ObjectNode schema) {
    return schema.at("/spec/priorityLevelConfiguration/name").asText();
  }

  private static String name(ObjectNode object) {
    return object.at("/metadata/name").asText();
  }
}
