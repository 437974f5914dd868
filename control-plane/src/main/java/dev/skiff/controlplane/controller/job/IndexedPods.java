package dev.skiff.controlplane.controller.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;

/** Gives the Pods of an Indexed Job what they are told apart by. */
final class IndexedPods {
  private static final String VARIABLE = "JOB_COMPLETION_INDEX";
  // A generated name has five more characters.
  private static final int MAX_PREFIX = 58;

  private IndexedPods() {}

  /**
   * The Pod of an index.
   *
   * @param template a Pod without one
   * @param replaced the failed Pod that it follows; null if none
   */
  static Pod make(JobView view, Pod template, int index, Pod replaced) {
    Job job = view.job();
    String name = job.getMetadata().getName();
    var pod = new PodBuilder(template);
    pod.editMetadata()
        .withGenerateName(prefix(name, index))
        .addToLabels(CompletionIndex.ANNOTATION, Integer.toString(index))
        .addToAnnotations(CompletionIndex.ANNOTATION, Integer.toString(index))
        .endMetadata()
        .editSpec()
        .withHostname(name + "-" + index)
        .withInitContainers(told(template.getSpec().getInitContainers()))
        .withContainers(told(template.getSpec().getContainers()))
        .endSpec();
    if (view.limitedPerIndex()) countFailures(view, pod, replaced);
    return pod.build();
  }

  private static void countFailures(JobView view, PodBuilder pod, Pod replaced) {
    int failures = 0;
    int ignored = 0;
    if (replaced != null) {
      boolean counts = view.verdict(replaced).counts();
      failures = CompletionIndex.failures(replaced) + (counts ? 1 : 0);
      ignored = CompletionIndex.ignoredFailures(replaced) + (counts ? 0 : 1);
    }
    annotate(pod, CompletionIndex.FAILURES, failures);
    if (ignored > 0) annotate(pod, CompletionIndex.IGNORED_FAILURES, ignored);
  }

  private static void annotate(PodBuilder pod, String annotation, int value) {
    pod.editMetadata().addToAnnotations(annotation, Integer.toString(value)).endMetadata();
  }

  private static String prefix(String name, int index) {
    String end = "-" + index + "-";
    return name.substring(0, Math.min(name.length(), MAX_PREFIX - end.length())) + end;
  }

  /** Containers with their index in a variable, unless they have one of that name. */
  private static List<Container> told(List<Container> containers) {
    return containers.stream().map(IndexedPods::told).toList();
  }

  private static Container told(Container container) {
    if (container.getEnv().stream().anyMatch(one -> one.getName().equals(VARIABLE))) {
      return container;
    }
    return new ContainerBuilder(container)
        .addNewEnv()
        .withName(VARIABLE)
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.labels['" + CompletionIndex.ANNOTATION + "']")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .build();
  }
}
