package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.Forbidden;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Nothing is created in a namespace that is absent or ending; the first ones cannot be deleted. */
@Singleton
public final class NamespaceLifecycle implements AdmissionPlugin {
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  /** How long the watch cache alone is not believed about a namespace that was told to end. */
  private static final long DOUBT_NANOS = Duration.ofSeconds(30).toNanos();

  private final ClusterState state;

  /** Namespaces whose deletion has come by, and when. */
  private final Map<String, Long> deleted = new ConcurrentHashMap<>();

  NamespaceLifecycle(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  /** Before all others: they may look for things of the namespace. */
  @Override
  public void mutate(AdmissionRequest request) {
    boolean namespace = request.type().groupResource().equals("namespaces");
    if (namespace && request.operation() == Operation.DELETE && IMMORTAL.contains(request.name())) {
      throw Forbidden.of("", "namespaces", request.name(), "this namespace may not be deleted");
    }
    if (namespace && request.operation() == Operation.DELETE) remember(request.name());
    if (namespace || request.namespace().isEmpty()) return;
    if (request.operation() != Operation.CREATE && request.operation() != Operation.UPDATE) return;
    if (isAccessReview(request)) return;
    ObjectNode found = find(request.namespace()).orElse(null);
    if (found == null) throw notFound(request.namespace());
    if (request.operation() == Operation.CREATE) refuseInTerminating(request, found);
  }

  private void remember(String name) {
    long now = System.nanoTime();
    deleted.values().removeIf(since -> now - since > DOUBT_NANOS);
    deleted.put(name, now);
  }

  /** Nothing may come to be in a namespace that has been told to end, even if not all know it. */
  private Optional<ObjectNode> find(String name) {
    Long since = deleted.get(name);
    boolean doubtful = since != null && System.nanoTime() - since <= DOUBT_NANOS;
    return doubtful ? state.newest("namespaces", "", name) : state.get("namespaces", "", name);
  }

  /** Asking whether one may do something in a namespace must not need the namespace. */
  private static boolean isAccessReview(AdmissionRequest request) {
    return request.type().groupResource().equals("localsubjectaccessreviews.authorization.k8s.io");
  }

  private static void refuseInTerminating(AdmissionRequest request, ObjectNode namespace) {
    boolean ending =
        namespace.path("status").path("phase").asText().equals("Terminating")
            || namespace.path("metadata").hasNonNull("deletionTimestamp");
    if (!ending) return;
    StatusException refused =
        Refusal.forbidden(
            request,
            "unable to create new content in namespace %s because it is being terminated"
                .formatted(request.namespace()));
    ObjectNode details = (ObjectNode) refused.status().path("details");
    details
        .putArray("causes")
        .addObject()
        .put("reason", "NamespaceTerminating")
        .put("message", "namespace %s is being terminated".formatted(request.namespace()))
        .put("field", "metadata.namespace");
    throw new StatusException(refused.code(), refused.reason(), refused.getMessage(), details);
  }

  private static StatusException notFound(String namespace) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("name", namespace).put("kind", "namespaces");
    return new StatusException(
        404, "NotFound", "namespaces \"%s\" not found".formatted(namespace), details);
  }
}
