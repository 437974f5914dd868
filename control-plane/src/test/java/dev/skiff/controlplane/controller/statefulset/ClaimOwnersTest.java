package dev.skiff.controlplane.controller.statefulset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimOwnersTest {
  private static final OwnerReference SET = owner("apps/v1", "StatefulSet", "db", "set-uid");
  private static final OwnerReference POD_0 = owner("v1", "Pod", "db-0", "uid-0");
  private static final OwnerReference POD_5 = owner("v1", "Pod", "db-5", "uid-5");

  @Test
  void claimsThatAreKeptHaveNoOwner() {
    assertEquals(List.of(), owners("Retain", "Retain", 0));
    assertEquals(List.of(), owners("Retain", "Retain", 5, SET, POD_5));
  }

  @Test
  void theSetTakesClaimsAlongWhenItIsDeleted() {
    assertEquals(List.of(SET), owners("Delete", "Retain", 0));
    assertEquals(List.of(SET), owners("Delete", "Retain", 5));
  }

  @Test
  void aPodThatIsTooManyTakesItsClaimAlong() {
    assertEquals(List.of(), owners("Retain", "Delete", 0));
    assertEquals(List.of(POD_5), owners("Retain", "Delete", 5));
    assertEquals(List.of(SET), owners("Delete", "Delete", 0, POD_0));
    assertEquals(List.of(POD_5), owners("Delete", "Delete", 5, SET));
  }

  @Test
  void othersAreLeftAloneAndWhoManagesAClaimKeepsIt() {
    OwnerReference other = owner("example.com/v1", "Database", "main", "main-uid");
    assertEquals(List.of(other), owners("Delete", "Retain", 0, other));
    assertEquals(List.of(other), owners("Delete", "Retain", 0, other, SET));
    other.setController(false);
    assertEquals(List.of(other, SET), owners("Delete", "Retain", 0, other));
  }

  @Test
  void whatBelongsToAnEarlierPodIsNotTouchedAndNotUsedAgain() {
    OwnerReference earlier = owner("v1", "Pod", "db-0", "earlier");
    assertEquals(List.of(earlier), owners("Delete", "Delete", 0, earlier));
    ClaimOwners owners = new ClaimOwners(set("Retain", "Delete"), pod(0));
    assertTrue(owners.goesWithEarlierPod(claim(earlier)));
    assertFalse(owners.goesWithEarlierPod(claim(POD_0)));
    assertFalse(
        new ClaimOwners(set("Delete", "Retain"), pod(0)).goesWithEarlierPod(claim(earlier)));
  }

  private static List<OwnerReference> owners(
      String whenDeleted, String whenScaled, int ordinal, OwnerReference... present) {
    return new ClaimOwners(set(whenDeleted, whenScaled), pod(ordinal)).of(claim(present));
  }

  private static StatefulSet set(String whenDeleted, String whenScaled) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("db")
        .withUid("set-uid")
        .endMetadata()
        .withNewSpec()
        .withReplicas(2)
        .withNewPersistentVolumeClaimRetentionPolicy(whenDeleted, whenScaled)
        .endSpec()
        .build();
  }

  private static Pod pod(int ordinal) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("db-" + ordinal)
        .withUid("uid-" + ordinal)
        .endMetadata()
        .build();
  }

  private static PersistentVolumeClaim claim(OwnerReference... owners) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withOwnerReferences(owners)
        .endMetadata()
        .build();
  }

  private static OwnerReference owner(String apiVersion, String kind, String name, String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid(uid)
        .withController(true)
        .withBlockOwnerDeletion(true)
        .build();
  }
}
