package dev.skiff.controlplane.controller.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The annotations that kubectl's rollout commands read. */
final class Annotations {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAX = "deployment.kubernetes.io/max-replicas";

  private static final int HISTORY_LIMIT = 2000;
  private static final Set<String> NOT_COPIED =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          REVISION,
          HISTORY,
          DESIRED,
          MAX,
          "deprecated.deployment.rollback.to");

  private Annotations() {}

  /** A copy of an object's annotations. */
  static Map<String, String> of(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    return annotations == null ? new LinkedHashMap<>() : new LinkedHashMap<>(annotations);
  }

  /** The annotations of the newest ReplicaSet when it stands for a revision. */
  static Map<String, String> forNewest(Deployment deployment, ReplicaSet set, long revision) {
    Map<String, String> result = of(set);
    of(deployment)
        .forEach(
            (name, value) -> {
              if (!NOT_COPIED.contains(name)) result.put(name, value);
            });
    long before = Rollout.number(set, REVISION, 0);
    if (before < revision) {
      result.put(REVISION, Long.toString(revision));
      if (before > 0) result.put(HISTORY, appended(result.get(HISTORY), before));
    }
    return result;
  }

  /** Notes for how many Pods the ReplicaSet's size was computed. */
  static void noteSize(Map<String, String> annotations, Deployment deployment) {
    int replicas = Rollout.replicas(deployment);
    annotations.put(DESIRED, Integer.toString(replicas));
    annotations.put(MAX, Integer.toString(replicas + Rollout.maxSurge(deployment)));
  }

  private static String appended(String history, long revision) {
    if (history == null || history.isEmpty()) return Long.toString(revision);
    String longer = history + "," + revision;
    while (longer.length() > HISTORY_LIMIT && longer.indexOf(',') > 0) {
      longer = longer.substring(longer.indexOf(',') + 1);
    }
    return longer;
  }
}
