package dev.skiff.controlplane.controller.statefulset;

import dev.skiff.operator.api.Owners;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Who takes the claims of a StatefulSet's Pod along, by persistentVolumeClaimRetentionPolicy
 * (KEP-1847): the set when it is deleted, or the Pod when the set has become smaller. The garbage
 * collector does the rest.
 *
 * @param set whose claims they are
 * @param pod that uses them
 */
record ClaimOwners(StatefulSet set, Pod pod) {

  /** The owners that a claim should have; its present ones if they are right. */
  List<OwnerReference> of(PersistentVolumeClaim claim) {
    List<OwnerReference> present = claim.getMetadata().getOwnerReferences();
    // Those are of an earlier set or Pod of the same name; the garbage collector deals with them.
    if (stale(claim)) return present;
    List<OwnerReference> wanted =
        new ArrayList<>(
            present.stream().filter(one -> !names(one, set) && !names(one, pod)).toList());
    if (!conflicting(claim)) {
      boolean scaledDown = !inRange();
      if (deletes(whenDeleted()) && !(scaledDown && deletes(whenScaled()))) {
        wanted.add(Owners.controllerReference(set));
      }
      if (deletes(whenScaled()) && scaledDown) wanted.add(Owners.controllerReference(pod));
    }
    return sameOwners(present, wanted) ? present : wanted;
  }

  /** Whether somebody else manages a claim that the policy would have us manage. */
  boolean conflicting(PersistentVolumeClaim claim) {
    if (!deletes(whenDeleted()) && !deletes(whenScaled())) return false;
    return claim.getMetadata().getOwnerReferences().stream()
        .filter(one -> !names(one, set) && !names(one, pod))
        .anyMatch(one -> Boolean.TRUE.equals(one.getController()));
  }

  /** Whether a claim is still to go with an earlier Pod, so that no new one may use it. */
  boolean goesWithEarlierPod(PersistentVolumeClaim claim) {
    return deletes(whenScaled()) && earlier(claim, pod);
  }

  private boolean stale(PersistentVolumeClaim claim) {
    return earlier(claim, set) || earlier(claim, pod);
  }

  private static boolean earlier(PersistentVolumeClaim claim, HasMetadata owner) {
    String uid = owner.getMetadata().getUid();
    return claim.getMetadata().getOwnerReferences().stream()
        .anyMatch(one -> names(one, owner) && !Objects.equals(one.getUid(), uid));
  }

  private boolean inRange() {
    int slot = Identity.ordinal(set, pod) - Replicas.start(set);
    return slot >= 0 && slot < Replicas.replicas(set);
  }

  private String whenDeleted() {
    var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
    return policy == null ? null : policy.getWhenDeleted();
  }

  private String whenScaled() {
    var policy = set.getSpec().getPersistentVolumeClaimRetentionPolicy();
    return policy == null ? null : policy.getWhenScaled();
  }

  private static boolean deletes(String policy) {
    return "Delete".equals(policy);
  }

  private static boolean names(OwnerReference reference, HasMetadata owner) {
    return reference.getKind().equals(owner.getKind())
        && reference.getApiVersion().equals(owner.getApiVersion())
        && reference.getName().equals(owner.getMetadata().getName());
  }

  private static boolean sameOwners(List<OwnerReference> some, List<OwnerReference> others) {
    return some.size() == others.size() && some.containsAll(others);
  }
}
