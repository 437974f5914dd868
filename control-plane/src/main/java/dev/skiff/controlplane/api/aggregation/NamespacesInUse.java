package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Remembers which namespaces may have objects on which other servers, so that one that is dead
 * holds up the deletion of those only. Kept in the ConfigMap {@code kube-system/apiservice-usage}:
 * a key for each namespace and APIService, written before the first write goes through.
 */
@Singleton
final class NamespacesInUse {
  private static final Logger LOG = Logger.getLogger(NamespacesInUse.class);
  private static final String COLLECTION = "/api/v1/namespaces/kube-system/configmaps";
  private static final String NAME = "apiservice-usage";
  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH");

  private final ClusterState state;
  private final Instance<LoopbackClient> client;
  private final Set<String> noted = ConcurrentHashMap.newKeySet();

  NamespacesInUse(ClusterState state, Instance<LoopbackClient> client) {
    this.state = state;
    this.client = client;
  }

  /** Notes that a request may make something in its namespace. */
  void note(ApiRequest request, ApiService service) {
    if (!WRITES.contains(request.method())) return;
    String[] parts = request.path().split("/");
    if (parts.length < 6 || !parts[4].equals("namespaces")) return;
    String key = key(parts[5], service.name());
    if (!noted.add(key)) return;
    try {
      var known = state.get("configmaps", "kube-system", NAME);
      if (known.isPresent() && known.get().path("data").has(key)) return;
      if (known.isEmpty()) client.get().create(COLLECTION, configMap());
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putObject("data").put(key, "");
      client.get().patch(COLLECTION + "/" + NAME, patch);
    } catch (StatusException refused) {
      noted.remove(key);
      LOG.warnf("Cannot note that %s is in use: %s", key, refused.getMessage());
    }
  }

  /** The key for a namespace; neither of the names may hold an underscore. */
  private static String key(String namespace, String apiService) {
    return namespace + "_" + apiService;
  }

  private static ObjectNode configMap() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", "v1").put("kind", "ConfigMap");
    object
        .putObject("metadata")
        .put("name", NAME)
        .put("namespace", "kube-system")
        .putObject("annotations")
        .put(
            "kubernetes.io/description",
            "Namespaces that may have objects on other API servers, by APIService. Their deletion"
                + " waits for those servers.");
    return object;
  }
}
