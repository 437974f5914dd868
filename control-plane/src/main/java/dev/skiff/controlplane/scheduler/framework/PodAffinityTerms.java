package dev.skiff.controlplane.scheduler.framework;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A Pod's affinity and anti-affinity to other Pods. */
public record PodAffinityTerms(
    List<Term> required, List<Term> requiredAnti, List<Weighted> preferred) {
  private static final PodAffinityTerms NONE =
      new PodAffinityTerms(List.of(), List.of(), List.of());

  /**
   * Which Pods, and within which part of the cluster.
   *
   * @param namespaces names of namespaces, beside those that {@code namespaceSelector} matches
   * @param namespaceSelector null if it matches none
   * @param topologyKey label of nodes whose value names the part
   */
  public record Term(
      LabelSelector selector,
      Set<String> namespaces,
      LabelSelector namespaceSelector,
      String topologyKey) {

    /** Whether a Pod is one of those meant. */
    public boolean matches(PodInfo pod, Map<String, Map<String, String>> namespaceLabels) {
      return inNamespace(pod.namespace(), namespaceLabels)
          && Selectors.matches(selector, pod.labels());
    }

    private boolean inNamespace(String name, Map<String, Map<String, String>> namespaceLabels) {
      if (namespaces.contains(name)) return true;
      return namespaceSelector != null
          && Selectors.matches(namespaceSelector, namespaceLabels.getOrDefault(name, Map.of()));
    }
  }

  /**
   * A wish.
   *
   * @param weight 1 to 100, negative if the Pods are to be avoided
   */
  public record Weighted(Term term, int weight) {}

  /** Whether it says nothing about other Pods. */
  public boolean isEmpty() {
    return required.isEmpty() && requiredAnti.isEmpty() && preferred.isEmpty();
  }

  static PodAffinityTerms of(Pod pod) {
    Affinity affinity = pod.getSpec().getAffinity();
    if (affinity == null) return NONE;
    List<Term> required = List.of();
    List<Term> requiredAnti = List.of();
    List<Weighted> preferred = new ArrayList<>();
    if (affinity.getPodAffinity() != null) {
      required =
          terms(pod, affinity.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution());
      addWeighted(
          preferred,
          pod,
          affinity.getPodAffinity().getPreferredDuringSchedulingIgnoredDuringExecution(),
          1);
    }
    if (affinity.getPodAntiAffinity() != null) {
      requiredAnti =
          terms(
              pod,
              affinity.getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution());
      addWeighted(
          preferred,
          pod,
          affinity.getPodAntiAffinity().getPreferredDuringSchedulingIgnoredDuringExecution(),
          -1);
    }
    return new PodAffinityTerms(required, requiredAnti, List.copyOf(preferred));
  }

  private static List<Term> terms(Pod pod, List<PodAffinityTerm> terms) {
    if (terms == null) return List.of();
    return terms.stream().map(term -> term(pod, term)).toList();
  }

  private static void addWeighted(
      List<Weighted> to, Pod pod, List<WeightedPodAffinityTerm> terms, int sign) {
    if (terms == null) return;
    for (WeightedPodAffinityTerm term : terms) {
      to.add(new Weighted(term(pod, term.getPodAffinityTerm()), sign * term.getWeight()));
    }
  }

  private static Term term(Pod pod, PodAffinityTerm term) {
    Set<String> namespaces =
        term.getNamespaces() == null ? Set.of() : Set.copyOf(term.getNamespaces());
    if (namespaces.isEmpty() && term.getNamespaceSelector() == null) {
      namespaces = Set.of(pod.getMetadata().getNamespace());
    }
    return new Term(
        withKeys(pod, term), namespaces, term.getNamespaceSelector(), term.getTopologyKey());
  }

  /** The API server merges match label keys already; doing it again changes nothing. */
  private static LabelSelector withKeys(Pod pod, PodAffinityTerm term) {
    LabelSelector selector = term.getLabelSelector();
    if (selector == null) return null;
    Map<String, String> labels = pod.getMetadata().getLabels();
    if (labels == null) return selector;
    LabelSelectorBuilder builder = new LabelSelectorBuilder(selector);
    for (String key : orEmpty(term.getMatchLabelKeys())) {
      if (labels.containsKey(key)) {
        builder.addToMatchExpressions(
            new LabelSelectorRequirement(key, "In", List.of(labels.get(key))));
      }
    }
    for (String key : orEmpty(term.getMismatchLabelKeys())) {
      if (labels.containsKey(key)) {
        builder.addToMatchExpressions(
            new LabelSelectorRequirement(key, "NotIn", List.of(labels.get(key))));
      }
    }
    return builder.build();
  }

  private static List<String> orEmpty(List<String> list) {
    return list == null ? List.of() : list;
  }
}
