package dev.skiff.controlplane.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Creates the default roles and bindings, and on later starts adds what was taken from them, unless
 * they are annotated against it.
 */
@Singleton
final class DefaultRoles {
  private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  private final ClusterState state;
  private final LoopbackClient client;

  DefaultRoles(ClusterState state, LoopbackClient client) {
    this.state = state;
    this.client = client;
  }

  static List<ObjectNode> all() {
    try (InputStream in = DefaultRoles.class.getResourceAsStream("rbac.txt")) {
      return RbacText.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  void ensure(ObjectNode wanted) {
    String resource = wanted.path("kind").asText().toLowerCase() + "s";
    String namespace = wanted.path("metadata").path("namespace").asText();
    String name = wanted.path("metadata").path("name").asText();
    String collection =
        "/apis/rbac.authorization.k8s.io/v1/"
            + (namespace.isEmpty() ? "" : "namespaces/" + namespace + "/")
            + resource;
    var found = state.get(resource + ".rbac.authorization.k8s.io", namespace, name);
    if (found.isEmpty()) {
      client.create(collection, wanted);
      return;
    }
    ObjectNode present = found.get().deepCopy();
    if (present.path("metadata").path("annotations").path(AUTO_UPDATE).asText().equals("false")) {
      return;
    }
    boolean aggregated = wanted.has("aggregationRule");
    boolean changed =
        (!aggregated && addMissing(present, wanted, "rules"))
            | addMissing(present, wanted, "subjects");
    if (changed) client.update(collection + "/" + name, present);
  }

  /** Adds the elements of a list that the present object lacks. */
  private static boolean addMissing(ObjectNode present, ObjectNode wanted, String field) {
    if (!wanted.path(field).isArray() || wanted.path(field).isEmpty()) return false;
    ArrayNode list = present.withArray(field);
    boolean changed = false;
    for (JsonNode element : wanted.path(field)) {
      if (contains(list, element)) continue;
      list.add(element);
      changed = true;
    }
    return changed;
  }

  private static boolean contains(ArrayNode list, JsonNode element) {
    for (JsonNode each : list) {
      if (each.equals(element)) return true;
    }
    return false;
  }
}
