package dev.skiff.controlplane.controller.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.Expectations;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PodChangesTest {
  private static final Request OWNER = new Request("default", "owner");

  private final Expectations expectations = new Expectations(() -> Instant.EPOCH);
  private final PodChanges changes = new PodChanges(expectations);

  @Test
  void onlyWhatWasMadeIsWaitedFor() throws InterruptedException {
    var failure = new IllegalStateException("quota");
    AtomicInteger made = new AtomicInteger();
    SlowStart.Outcome outcome =
        changes.create(
            OWNER,
            5,
            () -> {
              if (made.incrementAndGet() > 1) throw failure;
              return null;
            });
    assertEquals(1, outcome.succeeded());
    assertSame(failure, outcome.failure());
    assertFalse(expectations.satisfied(OWNER));
    expectations.creationObserved(OWNER);
    assertTrue(expectations.satisfied(OWNER));
  }

  @Test
  void thatTheNamespaceGoesIsNoFailure() throws InterruptedException {
    var status =
        new StatusBuilder()
            .withCode(403)
            .withMessage(
                "unable to create new content in namespace x because it is being terminated")
            .build();
    SlowStart.Outcome outcome =
        changes.create(
            OWNER,
            1,
            () -> {
              throw new KubernetesClientException(status);
            });
    assertNull(outcome.failure());
    assertTrue(expectations.satisfied(OWNER));
  }

  @Test
  void onlyWhatWasDeletedIsWaitedFor() throws InterruptedException {
    Pod kept = pod("kept");
    Pod gone = pod("gone");
    PodChanges.Deletion deletion =
        changes.delete(
            OWNER,
            List.of(kept, gone),
            pod -> {
              if (pod == kept) throw new IllegalStateException();
            });
    assertEquals(List.of(gone), deletion.deleted());
    assertEquals(IllegalStateException.class, deletion.failure().getClass());
    expectations.deletionObserved(OWNER, "gone");
    assertTrue(expectations.satisfied(OWNER));
  }

  private static Pod pod(String uid) {
    return new PodBuilder().withNewMetadata().withUid(uid).endMetadata().build();
  }
}
