package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.informer.ClusterState;
import java.util.Comparator;
import java.util.Optional;

/** Finds the class object that an annotation marks as the default. */
final class DefaultClass {
  private DefaultClass() {}

  /** Of several, the newest; of several of one second, the first by name. */
  static Optional<String> find(ClusterState state, String resource, String annotation) {
    return state.list(resource, "").stream()
        .filter(each -> annotated(each, annotation))
        .min(
            Comparator.comparing(DefaultClass::created)
                .reversed()
                .thenComparing(DefaultClass::name))
        .map(DefaultClass::name);
  }

  private static boolean annotated(ObjectNode object, String annotation) {
    return object.path("metadata").path("annotations").path(annotation).asText().equals("true");
  }

  private static String created(ObjectNode object) {
    return object.path("metadata").path("creationTimestamp").asText();
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText();
  }
}
