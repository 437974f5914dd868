package dev.skiff.controlplane.controller.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class RollingUpdateTest {
  @Test
  void theFirstRevisionIsAsBigAsTheDeployment() {
    assertEquals(
        3, RollingUpdate.newestSize(new Rollout(deployment("25%", "25%"), null, List.of())));
  }

  @Test
  void theNewestGrowsByTheSurge() {
    Rollout rollout = new Rollout(deployment("1", "0"), set(0), List.of(set(3)));
    assertEquals(1, RollingUpdate.newestSize(rollout));
  }

  @Test
  void withoutRoomItDoesNotGrow() {
    Rollout rollout = new Rollout(deployment("1", "0"), set(1), List.of(set(3)));
    assertEquals(1, RollingUpdate.newestSize(rollout));
  }

  @Test
  void itNeverGrowsBeyondTheDeployment() {
    Rollout rollout = new Rollout(deployment("100%", "0"), set(2), List.of());
    assertEquals(3, RollingUpdate.newestSize(rollout));
  }

  @Test
  void nothingMovesIfBothLimitsRoundToZeroSoOneMayBeMissing() {
    Rollout rollout = new Rollout(deployment("0", "25%"), set(0), List.of(set(3)));
    assertEquals(1, rollout.maxUnavailable());
    assertEquals(0, rollout.maxSurge());
  }

  private static Deployment deployment(String surge, String unavailable) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName("web")
        .endMetadata()
        .withNewSpec()
        .withReplicas(3)
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(value(surge))
        .withMaxUnavailable(value(unavailable))
        .endRollingUpdate()
        .endStrategy()
        .endSpec()
        .build();
  }

  private static IntOrString value(String text) {
    return text.endsWith("%") ? new IntOrString(text) : new IntOrString(Integer.valueOf(text));
  }

  private static ReplicaSet set(int replicas) {
    return new ReplicaSetBuilder().withNewSpec().withReplicas(replicas).endSpec().build();
  }
}
