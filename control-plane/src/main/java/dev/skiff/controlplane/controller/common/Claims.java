package dev.skiff.controlplane.controller.common;

import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decides which children belong to a controller: adopts matching orphans, releases strangers. */
public final class Claims {
  private static final int NOT_FOUND = 404;
  private static final int UNPROCESSABLE = 422;
  private static final PatchContext STRATEGIC = PatchContext.of(PatchType.STRATEGIC_MERGE);

  private final KubernetesClient client;
  private final List<String> finalizers;

  public Claims(KubernetesClient client) {
    this.client = client;
    this.finalizers = List.of();
  }

  /**
   * Claims that come with a finalizer: who is adopted gets it, who is released loses it.
   *
   * @param finalizer its name
   */
  public Claims(KubernetesClient client, String finalizer) {
    this.client = client;
    this.finalizers = List.of(finalizer);
  }

  /**
   * The children among candidates.
   *
   * @param candidates from {@link ControllerIndex#candidates}
   */
  public <T extends HasMetadata> List<T> claim(
      HasMetadata owner, LabelSelector selector, List<T> candidates) {
    List<T> claimed = new ArrayList<>();
    boolean ownerGoes = owner.getMetadata().getDeletionTimestamp() != null;
    for (T candidate : candidates) {
      boolean matches = Selectors.matches(selector, candidate.getMetadata().getLabels());
      if (Owners.isControlledBy(candidate, owner)) {
        if (matches) claimed.add(candidate);
        else if (!ownerGoes) release(owner, candidate);
      } else if (matches
          && !ownerGoes
          && candidate.getMetadata().getDeletionTimestamp() == null
          && Owners.controllerOf(candidate).isEmpty()) {
        T adopted = adopt(owner, candidate);
        if (adopted != null) claimed.add(adopted);
      }
    }
    return claimed;
  }

  private <T extends HasMetadata> T adopt(HasMetadata owner, T child) {
    // A cached owner may have been deleted and made anew; only the living one may adopt.
    HasMetadata living = client.resource(owner).get();
    if (living == null
        || !living.getMetadata().getUid().equals(owner.getMetadata().getUid())
        || living.getMetadata().getDeletionTimestamp() != null) {
      return null;
    }
    OwnerReference reference = Owners.controllerReference(owner);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("ownerReferences", List.of(reference));
    if (!finalizers.isEmpty()) metadata.put("finalizers", finalizers);
    return patch(child, metadata);
  }

  private void release(HasMetadata owner, HasMetadata child) {
    patch(
        child,
        Map.of(
            "ownerReferences",
            List.of(Map.of("$patch", "delete", "uid", owner.getMetadata().getUid())),
            "$deleteFromPrimitiveList/finalizers",
            finalizers));
  }

  /** Patches this very child; null if it is gone. */
  private <T extends HasMetadata> T patch(T child, Map<String, ?> metadata) {
    Map<String, Object> change = new LinkedHashMap<>(metadata);
    change.put("uid", child.getMetadata().getUid());
    String patch = client.getKubernetesSerialization().asJson(Map.of("metadata", change));
    try {
      return client.resource(child).patch(STRATEGIC, patch);
    } catch (KubernetesClientException e) {
      if (e.getCode() == NOT_FOUND || e.getCode() == UNPROCESSABLE) return null;
      throw new KubernetesClientException(
          "cannot change the owner of " + child.getKind() + " " + Request.of(child), e);
    }
  }
}
