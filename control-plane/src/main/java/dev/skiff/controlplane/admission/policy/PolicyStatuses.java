package dev.skiff.controlplane.admission.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.informer.Chores;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Writes into the status of each policy what type checking says of its present generation. */
@Singleton
final class PolicyStatuses {
  private static final String RESOURCE = "validatingadmissionpolicies.admissionregistration.k8s.io";
  private static final String PATH =
      "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/";

  private final ClusterState state;
  private final LoopbackClient client;
  private final TypeChecker checker;
  private final Chores<String> chores = new Chores<>("policy-status", this::settle);
  private AutoCloseable following;

  PolicyStatuses(ClusterState state, LoopbackClient client, ResourceRegistry registry) {
    this.state = state;
    this.client = client;
    this.checker = new TypeChecker(registry);
  }

  void start(@Observes StartupEvent event) {
    following = state.follow(RESOURCE, this::changed);
  }

  @PreDestroy
  void stop() throws Exception {
    if (following != null) following.close();
    chores.close();
  }

  private void changed(ClusterState.Event event) {
    if (event.type() != Change.Type.DELETED)
      chores.add(event.object().at("/metadata/name").asText());
  }

  private void settle(String name) {
    ObjectNode policy = state.get(RESOURCE, "", name).orElse(null);
    if (policy == null) return;
    long generation = policy.at("/metadata/generation").asLong();
    if (generation <= policy.at("/status/observedGeneration").asLong()) return;
    ArrayNode warnings = checker.check(policy.path("spec"));
    ObjectNode changed = policy.deepCopy();
    ObjectNode status = changed.withObject("/status");
    status.put("observedGeneration", generation);
    ObjectNode typeChecking = status.putObject("typeChecking");
    if (!warnings.isEmpty()) typeChecking.set("expressionWarnings", warnings);
    client.update(PATH + name + "/status", changed);
  }
}
