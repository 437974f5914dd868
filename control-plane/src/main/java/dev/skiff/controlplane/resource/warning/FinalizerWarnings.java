package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.GoText;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finalizers of custom resources, which may have any name but should have a domain. */
final class FinalizerWarnings {
  private static final Set<String> STANDARD = Set.of("orphan", "foregroundDeletion", "kubernetes");
  private static final String CONFLICTS =
      " to avoid accidental conflicts with other finalizer writers";

  private FinalizerWarnings() {}

  static void check(JsonNode object, JsonNode old, List<String> found) {
    Set<String> added = finalizers(object);
    if (old != null) added.removeAll(finalizers(old));
    for (String finalizer : added) {
      String head = "metadata.finalizers: " + GoText.quote(finalizer) + ": ";
      Names.qualified(finalizer).forEach(wrong -> found.add(head + wrong));
      if (finalizer.contains("/") || STANDARD.contains(finalizer)) continue;
      String path = finalizer.contains(".") ? " including a path (/)" : "";
      found.add(head + "prefer a domain-qualified finalizer name" + path + CONFLICTS);
    }
  }

  private static Set<String> finalizers(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.path("metadata").path("finalizers").forEach(name -> names.add(name.asText()));
    return names;
  }
}
