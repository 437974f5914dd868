package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.bootstrap.DefaultObjects;
import dev.skiff.controlplane.informer.ClusterState;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Keeps the condition Available of every APIService that another server answers for. Changes of the
 * APIService, its Service and its endpoints are looked at when they happen; a server that seems
 * well is asked again every half minute, for nothing else tells that it is not. Without such
 * APIServices nothing runs.
 */
@Singleton
final class Availability {
  private static final Logger LOG = Logger.getLogger(Availability.class);
  private static final String SLICES = "endpointslices.discovery.k8s.io";
  private static final int AGAIN_SECONDS = 30;

  /** An unavailable server is asked more often, for people wait for it. */
  private static final int SOON_SECONDS = 2;

  private final ApiServices services;
  private final AvailabilityCheck check;
  private final RemoteDiscovery discovery;
  private final ClusterState state;
  private final LoopbackClient client;
  private final Map<String, ApiService> known = new ConcurrentHashMap<>();
  private final Map<String, Future<?>> planned = new ConcurrentHashMap<>();
  private final List<AutoCloseable> following = new ArrayList<>();
  private ScheduledExecutorService timer;

  Availability(
      ApiServices services,
      AvailabilityCheck check,
      RemoteDiscovery discovery,
      ClusterState state,
      LoopbackClient client) {
    this.services = services;
    this.check = check;
    this.discovery = discovery;
    this.state = state;
    this.client = client;
  }

  void start(@Observes @Priority(DefaultObjects.BEFORE_CONTROLLERS + 20) StartupEvent event) {
    services.listen(this::changed);
  }

  @PreDestroy
  void stop() throws Exception {
    for (AutoCloseable each : following) each.close();
    if (timer != null) timer.shutdownNow();
  }

  private synchronized void changed(ApiService before, ApiService now) {
    if (now == null) {
      known.remove(before.name());
      discovery.forget(before);
      Future<?> plan = planned.remove(before.name());
      if (plan != null) plan.cancel(false);
      return;
    }
    ApiService old = known.put(now.name(), now);
    if (timer == null) begin();
    // Our own changes of its status are none that need a look.
    if (!now.sameServer(old)) plan(now.name(), 0);
  }

  private void begin() {
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("apiservice-availability").factory());
    following.add(
        state.follow(
            "services", event -> lookAt(event.object(), event.object().at("/metadata/name"))));
    following.add(
        state.follow(
            SLICES,
            event ->
                lookAt(
                    event.object(),
                    event
                        .object()
                        .path("metadata")
                        .path("labels")
                        .path("kubernetes.io/service-name"))));
  }

  private void lookAt(ObjectNode object, JsonNode service) {
    String namespace = object.at("/metadata/namespace").asText();
    for (ApiService each : known.values()) {
      if (each.namespace().equals(namespace) && each.service().equals(service.asText())) {
        plan(each.name(), 0);
      }
    }
  }

  private synchronized void plan(String name, int seconds) {
    if (timer.isShutdown()) return;
    Future<?> before =
        planned.put(
            name,
            timer.schedule(
                () -> Thread.ofVirtual().name("apiservice " + name).start(() -> look(name)),
                seconds,
                TimeUnit.SECONDS));
    if (before != null) before.cancel(false);
  }

  private void look(String name) {
    ApiService service = known.get(name);
    if (service == null) return;
    AvailabilityCheck.Result result;
    try {
      result = check.run(service);
    } catch (RuntimeException defect) {
      LOG.errorf(defect, "APIService %s cannot be checked", name);
      plan(name, AGAIN_SECONDS);
      return;
    }
    if (result.resources() != null) discovery.found(service, result.resources());
    else discovery.stale(service);
    try {
      write(name, result);
    } catch (StatusException refused) {
      LOG.debugf("The status of APIService %s is not written: %s", name, refused.getMessage());
    }
    plan(name, result.available() ? AGAIN_SECONDS : SOON_SECONDS);
  }

  private void write(String name, AvailabilityCheck.Result result) {
    ObjectNode object = state.get(ApiServices.RESOURCE, "", name).orElse(null);
    if (object == null) return;
    String status = result.available() ? "True" : "False";
    String since = ObjectMetadata.now().toString();
    for (JsonNode before : object.at("/status/conditions")) {
      if (!before.path("type").asText().equals("Available")) continue;
      boolean sameStatus = before.path("status").asText().equals(status);
      if (sameStatus
          && before.path("reason").asText().equals(result.reason())
          && before.path("message").asText().equals(result.message())) {
        return;
      }
      if (sameStatus) since = before.path("lastTransitionTime").asText(since);
    }
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch
        .putObject("status")
        .putArray("conditions")
        .addObject()
        .put("lastTransitionTime", since)
        .put("message", result.message())
        .put("reason", result.reason())
        .put("status", status)
        .put("type", "Available");
    client.patch("/apis/apiregistration.k8s.io/v1/apiservices/" + name + "/status", patch);
  }
}
