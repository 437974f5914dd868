package dev.skiff.controlplane.controller.statefulset;

import dev.skiff.controlplane.controller.common.PodControl;
import dev.skiff.controlplane.controller.history.RevisionHistory;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What stays the same when a Pod of a StatefulSet is made anew: its names and its claims. */
final class Identity {
  static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
  static final String POD_INDEX = "apps.kubernetes.io/pod-index";

  private Identity() {}

  /** A Pod's name. */
  static String name(StatefulSet set, int ordinal) {
    return set.getMetadata().getName() + "-" + ordinal;
  }

  /** A Pod's ordinal by its name; -1 if the name is none of the set's. */
  static int ordinal(StatefulSet set, Pod pod) {
    String prefix = set.getMetadata().getName() + "-";
    String name = pod.getMetadata().getName();
    if (!name.startsWith(prefix)) return -1;
    String digits = name.substring(prefix.length());
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    try {
      return number ? Integer.parseInt(digits) : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * The Pod of an ordinal.
   *
   * @param template of the revision that it is made from
   * @param revision that revision's name
   */
  static Pod pod(StatefulSet set, int ordinal, PodTemplateSpec template, String revision) {
    String name = name(set, ordinal);
    Map<String, String> labels = labels(set, ordinal);
    labels.put(RevisionHistory.POD_LABEL, revision);
    return new PodBuilder(PodControl.fromTemplate(set, template))
        .editMetadata()
        .withGenerateName(null)
        .withName(name)
        .addToLabels(labels)
        .endMetadata()
        .editSpec()
        .withHostname(name)
        .withSubdomain(set.getSpec().getServiceName())
        .withVolumes(volumes(set, ordinal, template))
        .endSpec()
        .build();
  }

  /** The labels that a Pod of an ordinal must have. */
  static Map<String, String> labels(StatefulSet set, int ordinal) {
    Map<String, String> labels = new HashMap<>();
    labels.put(POD_NAME, name(set, ordinal));
    labels.put(POD_INDEX, Integer.toString(ordinal));
    return labels;
  }

  /** The claims of an ordinal's Pod. */
  static List<PersistentVolumeClaim> claims(StatefulSet set, int ordinal) {
    return templates(set).stream()
        .map(
            template ->
                new PersistentVolumeClaimBuilder(template)
                    .editMetadata()
                    .withNamespace(set.getMetadata().getNamespace())
                    .withName(claimName(template, set, ordinal))
                    .addToLabels(set.getSpec().getSelector().getMatchLabels())
                    .endMetadata()
                    .withStatus(null)
                    .build())
        .toList();
  }

  private static List<Volume> volumes(StatefulSet set, int ordinal, PodTemplateSpec template) {
    List<Volume> volumes = new ArrayList<>();
    for (PersistentVolumeClaim claim : templates(set)) {
      volumes.add(
          new VolumeBuilder()
              .withName(claim.getMetadata().getName())
              .withNewPersistentVolumeClaim()
              .withClaimName(claimName(claim, set, ordinal))
              .endPersistentVolumeClaim()
              .build());
    }
    Set<String> claimed = volumes.stream().map(Volume::getName).collect(Collectors.toSet());
    template.getSpec().getVolumes().stream()
        .filter(volume -> !claimed.contains(volume.getName()))
        .forEach(volumes::add);
    return volumes;
  }

  private static String claimName(PersistentVolumeClaim template, StatefulSet set, int ordinal) {
    return template.getMetadata().getName() + "-" + name(set, ordinal);
  }

  private static List<PersistentVolumeClaim> templates(StatefulSet set) {
    List<PersistentVolumeClaim> templates = set.getSpec().getVolumeClaimTemplates();
    return templates == null ? List.of() : templates;
  }
}
