package dev.skiff.controlplane.controller.namespace;

import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what keeps a namespace from going. */
final class NamespaceConditions {
  private NamespaceConditions() {}

  /**
   * The conditions of a namespace that is going.
   *
   * @param before conditions so far; times of transition are kept where nothing changes
   */
  static List<NamespaceCondition> of(Leftovers left, List<NamespaceCondition> before, Instant now) {
    String discovery = left.discoveryFailure();
    String deletion = String.join(", ", left.deletionFailures());
    List<NamespaceCondition> conditions = new ArrayList<>();
    conditions.add(
        one(
            "NamespaceDeletionDiscoveryFailure",
            discovery != null,
            discovery == null ? "ResourcesDiscovered" : "DiscoveryFailed",
            discovery == null
                ? "All resources successfully discovered"
                : "Discovery failed for some groups, 1 failing: " + discovery));
    conditions.add(
        one(
            "NamespaceDeletionGroupVersionParsingFailure",
            false,
            "ParsedGroupVersions",
            "All legacy kube types successfully parsed"));
    conditions.add(
        one(
            "NamespaceDeletionContentFailure",
            !deletion.isEmpty(),
            deletion.isEmpty() ? "ContentDeleted" : "ContentDeletionFailed",
            deletion.isEmpty()
                ? "All content successfully deleted, may be waiting on finalization"
                : "Failed to delete all resource types, "
                    + left.deletionFailures().size()
                    + " remaining: "
                    + deletion));
    conditions.add(
        one(
            "NamespaceContentRemaining",
            !left.objects().isEmpty(),
            left.objects().isEmpty() ? "ContentRemoved" : "SomeResourcesRemain",
            left.objects().isEmpty()
                ? "All content successfully removed"
                : "Some resources are remaining: "
                    + join(left.objects(), "%s has %d resource instances")));
    conditions.add(
        one(
            "NamespaceFinalizersRemaining",
            !left.finalizers().isEmpty(),
            left.finalizers().isEmpty() ? "ContentHasNoFinalizers" : "SomeFinalizersRemain",
            left.finalizers().isEmpty()
                ? "All content-preserving finalizers finished"
                : "Some content in the namespace has finalizers remaining: "
                    + join(left.finalizers(), "%s in %d resource instances")));
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    for (NamespaceCondition condition : conditions) {
      condition.setLastTransitionTime(
          before.stream()
              .filter(old -> old.getType().equals(condition.getType()))
              .filter(old -> old.getStatus().equals(condition.getStatus()))
              .map(NamespaceCondition::getLastTransitionTime)
              .findFirst()
              .orElse(time));
    }
    return conditions;
  }

  private static NamespaceCondition one(String type, boolean bad, String reason, String message) {
    return new NamespaceConditionBuilder()
        .withType(type)
        .withStatus(bad ? "True" : "False")
        .withReason(reason)
        .withMessage(message)
        .build();
  }

  private static String join(Map<String, Integer> counts, String format) {
    return counts.entrySet().stream()
        .map(entry -> format.formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  /**
   * What is left of a namespace's content.
   *
   * @param objects how many objects of each resource
   * @param finalizers how many objects wait for each finalizer
   * @param deletionFailures resources that could not be deleted, and why
   * @param discoveryFailure why the API server would not say what it serves; null if it did
   */
  record Leftovers(
      Map<String, Integer> objects,
      Map<String, Integer> finalizers,
      List<String> deletionFailures,
      String discoveryFailure) {
    boolean nothing() {
      return objects.isEmpty() && deletionFailures.isEmpty() && discoveryFailure == null;
    }
  }
}
