package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Makes and removes Pods so that their controller waits until it has seen that. */
public final class PodChanges {
  private final Expectations expectations;

  public PodChanges(Expectations expectations) {
    this.expectations = expectations;
  }

  /**
   * What came of deletions.
   *
   * @param deleted the Pods that were deleted
   * @param failure what went wrong; null if nothing did
   */
  public record Deletion(List<Pod> deleted, Exception failure) {}

  /**
   * Makes so many Pods, as {@link SlowStart} does. That a namespace goes is no failure: nobody
   * wants the Pods any more.
   */
  public SlowStart.Outcome create(Request owner, int count, Callable<?> action)
      throws InterruptedException {
    expectations.expectCreations(owner, count);
    SlowStart.Outcome outcome = SlowStart.run(count, action);
    // What was not created will not be seen.
    for (int i = outcome.succeeded(); i < count; i++) expectations.creationObserved(owner);
    boolean namespaceGoes =
        outcome.failure() instanceof KubernetesClientException refused
            && Failures.namespaceTerminating(refused);
    return namespaceGoes
        ? new SlowStart.Outcome(outcome.succeeded(), outcome.failed(), null)
        : outcome;
  }

  /** Removes Pods, all at once. */
  public Deletion delete(Request owner, List<Pod> victims, Consumer<Pod> action)
      throws InterruptedException {
    expectations.expectDeletions(
        owner, victims.stream().map(PodChanges::uid).collect(Collectors.toSet()));
    List<Pod> deleted = Collections.synchronizedList(new ArrayList<>());
    List<Exception> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (Pod pod : victims) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  action.accept(pod);
                  deleted.add(pod);
                } catch (RuntimeException e) {
                  expectations.deletionObserved(owner, uid(pod));
                  failures.add(e);
                }
              }));
    }
    for (Thread thread : threads) thread.join();
    return new Deletion(deleted, failures.isEmpty() ? null : failures.getFirst());
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }
}
