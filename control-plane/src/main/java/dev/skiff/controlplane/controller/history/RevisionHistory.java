package dev.skiff.controlplane.controller.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.controller.common.Claims;
import dev.skiff.controlplane.controller.common.ControllerIndex;
import dev.skiff.controlplane.controller.common.Failures;
import dev.skiff.controlplane.controller.common.TemplateHash;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.ResourceCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keeps the Pod templates of a workload as ControllerRevisions, in the form that {@code kubectl
 * rollout undo} applies: a strategic merge patch that replaces the template.
 */
public final class RevisionHistory {
  /** The label of Pods (and of a DaemonSet's revisions) that names their revision. */
  public static final String POD_LABEL = "controller-revision-hash";

  private static final String PATCH = "$patch";
  private static final int CONFLICT = 409;
  private static final int DEFAULT_LIMIT = 10;
  private static final Comparator<ControllerRevision> BY_REVISION =
      Comparator.comparingLong(RevisionHistory::number)
          .thenComparing(
              revision -> revision.getMetadata().getCreationTimestamp(),
              Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(revision -> revision.getMetadata().getName());

  private final KubernetesClient client;
  private final ResourceCache<ControllerRevision> cache;
  private final KubernetesSerialization serialization;
  private final TemplateHash hash;
  private final String hashLabel;
  private final Claims claims;

  /**
   * @param cache with a {@link ControllerIndex}
   * @param hashLabel the label of revisions that carries their hash
   */
  public RevisionHistory(
      KubernetesClient client, ResourceCache<ControllerRevision> cache, String hashLabel) {
    this.client = client;
    this.cache = cache;
    this.serialization = client.getKubernetesSerialization();
    this.hash = new TemplateHash(serialization);
    this.hashLabel = hashLabel;
    this.claims = new Claims(client);
  }

  /**
   * Finds the revision of a workload's template, or makes it.
   *
   * @param collisions how many hashes were taken by other templates before; null for none
   * @throws HashCollisionException if the hash is taken; count it and try again
   */
  public Revisions of(
      HasMetadata owner, LabelSelector selector, PodTemplateSpec template, Integer collisions) {
    List<ControllerRevision> all =
        claims.claim(owner, selector, ControllerIndex.candidates(cache, owner)).stream()
            .sorted(BY_REVISION)
            .toList();
    long next = all.isEmpty() ? 1 : number(all.getLast()) + 1;
    List<ControllerRevision> old = new ArrayList<>(all);
    ControllerRevision same =
        all.reversed().stream()
            .filter(revision -> hash.same(template(revision), template))
            .findFirst()
            .orElse(null);
    if (same == null) return new Revisions(create(owner, template, collisions, next), all);
    old.remove(same);
    boolean newest = old.isEmpty() || number(old.getLast()) < number(same);
    return new Revisions(newest ? same : renumber(same, next), List.copyOf(old));
  }

  /** The Pod template that a revision keeps. */
  public PodTemplateSpec template(ControllerRevision revision) {
    JsonNode data = serialization.convertValue(revision.getData(), JsonNode.class);
    JsonNode template = data.path("spec").path("template");
    if (!(template instanceof ObjectNode object)) return new PodTemplateSpec();
    ObjectNode plain = object.deepCopy();
    plain.remove(PATCH);
    return serialization.convertValue(plain, PodTemplateSpec.class);
  }

  /** A revision's hash. */
  public String hash(ControllerRevision revision) {
    Map<String, String> labels = revision.getMetadata().getLabels();
    return labels == null ? "" : labels.getOrDefault(hashLabel, "");
  }

  /**
   * Removes old revisions that the history has no room for.
   *
   * @param limit null means ten
   * @param live names of revisions that are in use
   */
  public void forget(Revisions revisions, Integer limit, Set<String> live) {
    for (ControllerRevision revision : surplus(revisions.old(), limit, live)) {
      Failures.unlessGone(() -> client.resource(revision).delete());
    }
  }

  static List<ControllerRevision> surplus(
      List<ControllerRevision> old, Integer limit, Set<String> live) {
    List<ControllerRevision> idle =
        old.stream()
            .filter(revision -> !live.contains(revision.getMetadata().getName()))
            .filter(revision -> revision.getMetadata().getDeletionTimestamp() == null)
            .toList();
    return idle.subList(0, Math.max(0, idle.size() - (limit == null ? DEFAULT_LIMIT : limit)));
  }

  static long number(ControllerRevision revision) {
    return revision.getRevision() == null ? 0 : revision.getRevision();
  }

  private ControllerRevision create(
      HasMetadata owner, PodTemplateSpec template, Integer collisions, long number) {
    ControllerRevision wanted = make(owner, template, collisions, number);
    try {
      return client.resource(wanted).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != CONFLICT) throw e;
      ControllerRevision present = client.resource(wanted).get();
      if (present != null
          && Owners.isControlledBy(present, owner)
          && hash.same(template(present), template)) {
        return present;
      }
      throw new HashCollisionException(wanted.getMetadata().getName(), e);
    }
  }

  ControllerRevision make(
      HasMetadata owner, PodTemplateSpec template, Integer collisions, long number) {
    String suffix = hash.of(template, collisions);
    ObjectNode kept = serialization.convertValue(template, ObjectNode.class);
    kept.put(PATCH, "replace");
    Map<String, String> labels = new HashMap<>();
    if (template.getMetadata() != null && template.getMetadata().getLabels() != null) {
      labels.putAll(template.getMetadata().getLabels());
    }
    labels.put(hashLabel, suffix);
    return new ControllerRevisionBuilder()
        .withNewMetadata()
        .withNamespace(owner.getMetadata().getNamespace())
        .withName(owner.getMetadata().getName() + "-" + suffix)
        .withLabels(labels)
        .withAnnotations(owner.getMetadata().getAnnotations())
        .withOwnerReferences(Owners.controllerReference(owner))
        .endMetadata()
        .withData(Map.of("spec", Map.of("template", SortedKeys.of(kept))))
        .withRevision(number)
        .build();
  }

  private ControllerRevision renumber(ControllerRevision revision, long number) {
    return client
        .resource(new ControllerRevisionBuilder(revision).withRevision(number).build())
        .update();
  }
}
