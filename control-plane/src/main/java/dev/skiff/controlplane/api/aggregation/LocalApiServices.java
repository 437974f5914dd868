package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.bootstrap.DefaultObjects;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Keeps an APIService for every group and version that this server itself serves, those of
 * CustomResourceDefinitions included, as long as they are served.
 */
@Singleton
final class LocalApiServices {
  private static final Logger LOG = Logger.getLogger(LocalApiServices.class);
  private static final String COLLECTION = "/apis/apiregistration.k8s.io/v1/apiservices";
  private static final String AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";

  private final ResourceRegistry registry;
  private final ClusterState state;
  private final LoopbackClient client;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("local-apiservices").factory());
  private final AtomicBoolean due = new AtomicBoolean();
  private AutoCloseable following;

  LocalApiServices(ResourceRegistry registry, ClusterState state, LoopbackClient client) {
    this.registry = registry;
    this.state = state;
    this.client = client;
  }

  /**
   * @param custom whether it comes from a CustomResourceDefinition
   */
  private record Wanted(String group, String version, boolean custom) {
    String name() {
      return version + "." + group;
    }
  }

  void start(@Observes @Priority(DefaultObjects.BEFORE_CONTROLLERS + 15) StartupEvent event) {
    following = state.follow(ApiServices.RESOURCE, this::changed);
    registry.onChange(this::reconcileSoon);
    reconcileSoon();
  }

  @PreDestroy
  void stop() throws Exception {
    if (following != null) following.close();
    worker.shutdownNow();
  }

  /** Who deletes one gets it again. */
  private void changed(ClusterState.Event event) {
    if (event.type() == Change.Type.DELETED) reconcileSoon();
  }

  /** Many changes at once are looked at once. */
  private void reconcileSoon() {
    if (!due.compareAndSet(false, true)) return;
    try {
      worker.execute(this::reconcile);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("No more changes of APIServices: stopping");
    }
  }

  private void reconcile() {
    due.set(false);
    Map<String, Wanted> wanted = wanted();
    for (ObjectNode present : state.list(ApiServices.RESOURCE, "")) {
      String name = present.at("/metadata/name").asText();
      String managed = present.path("metadata").path("labels").path(AUTOMANAGED).asText("");
      if (wanted.remove(name) == null && !managed.isEmpty()) {
        attempt(() -> client.delete(COLLECTION + "/" + name));
      }
    }
    wanted.values().forEach(each -> attempt(() -> client.create(COLLECTION, object(each))));
  }

  private void attempt(Runnable write) {
    try {
      write.run();
    } catch (StatusException refused) {
      LOG.debugf("An APIService is not as wanted: %s", refused.getMessage());
    }
  }

  private Map<String, Wanted> wanted() {
    Map<String, Wanted> wanted = new LinkedHashMap<>();
    for (ResourceType type : registry.all()) {
      // Nobody can take the place of the group in which places are taken.
      if (type.group().equals("apiregistration.k8s.io")) continue;
      Wanted each = new Wanted(type.group(), type.version(), type.custom());
      wanted.put(each.name(), each);
    }
    return wanted;
  }

  private static ObjectNode object(Wanted wanted) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "apiregistration.k8s.io/v1").put("kind", "APIService");
    object
        .putObject("metadata")
        .put("name", wanted.name())
        .putObject("labels")
        .put(AUTOMANAGED, wanted.custom() ? "true" : "onstart");
    ObjectNode spec = object.putObject("spec");
    if (!wanted.group().isEmpty()) spec.put("group", wanted.group());
    spec.put("version", wanted.version())
        .put("groupPriorityMinimum", GroupPriorities.ofGroup(wanted.group()))
        .put("versionPriority", GroupPriorities.ofVersion(wanted.group(), wanted.version()));
    return object;
  }
}
