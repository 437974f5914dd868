package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.bootstrap.DefaultObjects;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.store.Change;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The groups and versions that other servers answer for, as their APIServices say now. */
@Singleton
public final class ApiServices {
  static final String RESOURCE = "apiservices.apiregistration.k8s.io";

  private final ClusterState state;
  private final Map<String, ApiService> remote = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private AutoCloseable following;

  ApiServices(ClusterState state) {
    this.state = state;
  }

  /** Learns of changes, in order, on one thread. */
  interface Listener {
    /**
     * @param before null if it was not remote before
     * @param now null if it is not remote any more
     */
    void changed(ApiService before, ApiService now);
  }

  void start(@Observes @Priority(DefaultObjects.BEFORE_CONTROLLERS - 50) StartupEvent event) {
    following = state.follow(RESOURCE, this::changed);
  }

  @PreDestroy
  void stop() throws Exception {
    if (following != null) following.close();
  }

  private void changed(ClusterState.Event event) {
    ObjectNode object = event.object();
    String groupVersion =
        object.at("/spec/group").asText() + "/" + object.at("/spec/version").asText();
    boolean gone = event.type() == Change.Type.DELETED || !ApiService.remote(object);
    ApiService now = gone ? null : ApiService.of(object);
    ApiService before = gone ? remote.remove(groupVersion) : remote.put(groupVersion, now);
    if (before != null || now != null) {
      listeners.forEach(listener -> listener.changed(before, now));
    }
  }

  /** Adds a listener; those that are known come as changes at once. */
  void listen(Listener listener) {
    listeners.add(listener);
    remote.values().forEach(service -> listener.changed(null, service));
  }

  /** All that are remote, in the order of discovery. */
  List<ApiService> remote() {
    return remote.values().stream()
        .sorted(
            Comparator.comparingInt(ApiService::groupPriority)
                .reversed()
                .thenComparing(ApiService::group)
                .thenComparing(Comparator.comparingInt(ApiService::versionPriority).reversed())
                .thenComparing(ApiService::version))
        .toList();
  }

  /** The one that a path belongs to; empty for paths of this server. */
  Optional<ApiService> find(String path) {
    if (remote.isEmpty() || !path.startsWith("/apis/")) return Optional.empty();
    String[] parts = path.split("/", 5);
    return parts.length < 4
        ? Optional.empty()
        : Optional.ofNullable(remote.get(parts[2] + "/" + parts[3]));
  }
}
