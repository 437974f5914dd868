package dev.skiff.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;

/** What a Pod of an Indexed Job says about its index, in annotations. */
final class CompletionIndex {
  static final String ANNOTATION = "batch.kubernetes.io/job-completion-index";
  static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
  static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";
  static final int NONE = -1;

  private CompletionIndex() {}

  /** The Pod's index; {@link #NONE} if it has none. */
  static int of(Pod pod) {
    return number(pod, ANNOTATION, NONE);
  }

  /** How many Pods of the index had failed before this one, ignored failures apart. */
  static int failures(Pod pod) {
    return number(pod, FAILURES, 0);
  }

  /** How many failures of the index before this Pod were ignored. */
  static int ignoredFailures(Pod pod) {
    return number(pod, IGNORED_FAILURES, 0);
  }

  /** How many Pods of the index had failed before this one. */
  static int allFailures(Pod pod) {
    return failures(pod) + ignoredFailures(pod);
  }

  /** Anybody may write annotations: what is no count counts as if it were not there. */
  private static int number(Pod pod, String annotation, int absent) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    String value = annotations == null ? null : annotations.get(annotation);
    if (value == null) return absent;
    try {
      int number = Integer.parseInt(value);
      return number < 0 ? absent : number;
    } catch (NumberFormatException e) {
      return absent;
    }
  }
}
