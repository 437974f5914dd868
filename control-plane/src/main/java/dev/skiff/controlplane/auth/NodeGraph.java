package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.informer.ClusterState.Event;
import dev.skiff.controlplane.store.Change;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a node needs: for each object that Pods refer to, the nodes of these Pods and how many of
 * them. Kept by following Pods and PersistentVolumes.
 */
@Singleton
final class NodeGraph {
  private final Map<String, Placed> pods = new ConcurrentHashMap<>();

  /** Node to the objects it needs, each with the number of Pods that need it. */
  private final Map<String, Map<String, Integer>> needs = new ConcurrentHashMap<>();

  /** PersistentVolume by claim. */
  private final Map<String, String> volumeClaims = new ConcurrentHashMap<>();

  NodeGraph(ClusterState state) {
    state.follow("pods", this::changePod);
    state.follow("persistentvolumes", this::changeVolume);
  }

  /**
   * Whether a Pod on the node needs the object.
   *
   * @param resource secrets, configmaps, persistentvolumeclaims, serviceaccounts, resourceclaims
   */
  boolean needs(String node, String resource, String namespace, String name) {
    return needs.getOrDefault(node, Map.of()).containsKey(key(resource, namespace, name));
  }

  /** Whether a Pod on the node has a claim to the volume. */
  boolean needsVolume(String node, String volume) {
    String claim = volumeClaims.get(volume);
    return claim != null && needs.getOrDefault(node, Map.of()).containsKey(claim);
  }

  private synchronized void changePod(Event event) {
    ObjectNode pod = event.object();
    String namespace = pod.path("metadata").path("namespace").asText();
    String key = namespace + "/" + pod.path("metadata").path("name").asText();
    Placed old = pods.remove(key);
    String node = pod.path("spec").path("nodeName").asText();
    if (event.type() != Change.Type.DELETED && !node.isEmpty()) {
      Placed placed = new Placed(node, references(namespace, pod));
      pods.put(key, placed);
      count(placed, 1);
    }
    if (old != null) count(old, -1);
  }

  private void count(Placed placed, int step) {
    Map<String, Integer> counts =
        needs.computeIfAbsent(placed.node, node -> new ConcurrentHashMap<>());
    for (String object : placed.objects) {
      counts.merge(object, step, (before, more) -> before + more == 0 ? null : before + more);
    }
  }

  private void changeVolume(Event event) {
    String name = event.object().path("metadata").path("name").asText();
    JsonNode claim = event.object().path("spec").path("claimRef");
    if (event.type() == Change.Type.DELETED || claim.isMissingNode()) volumeClaims.remove(name);
    else {
      volumeClaims.put(
          name,
          key(
              "persistentvolumeclaims",
              claim.path("namespace").asText(),
              claim.path("name").asText()));
    }
  }

  private static Set<String> references(String namespace, ObjectNode pod) {
    Set<String> found = new HashSet<>();
    JsonNode spec = pod.path("spec");
    PodReferences.visit(pod, (resource, name) -> found.add(key(resource, namespace, name)));
    String account = spec.path("serviceAccountName").asText();
    if (!account.isEmpty()) found.add(key("serviceaccounts", namespace, account));
    for (JsonNode claim : pod.path("status").path("resourceClaimStatuses")) {
      found.add(key("resourceclaims", namespace, claim.path("resourceClaimName").asText()));
    }
    return found;
  }

  private static String key(String resource, String namespace, String name) {
    return resource + "/" + namespace + "/" + name;
  }

  private record Placed(String node, Set<String> objects) {}
}
