package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;

/**
 * What is valid in an object but deserves a Warning header: fields that do nothing any more, values
 * that will be refused one day, settings that contradict each other. The words are upstream's.
 */
public final class Warnings {
  private Warnings() {}

  /**
   * Looks at an object that is valid.
   *
   * @param type in its current version
   * @param old null on create
   * @return in upstream's order; empty if there is nothing to say
   */
  public static List<String> of(ResourceType type, JsonNode object, JsonNode old) {
    List<String> found = new ArrayList<>();
    if (type.custom()) {
      FinalizerWarnings.check(object, old, found);
    } else {
      builtIn(type.groupResource(), object, old, found);
    }
    return found;
  }

  /**
   * Looks at a new object before the server decides on any of its fields, and whether it is valid.
   *
   * @param type in its current version
   */
  public static List<String> ofUnprepared(ResourceType type, JsonNode object) {
    List<String> found = new ArrayList<>();
    if (type.groupResource().equals("pods")) AppArmorWarnings.pod(object, found);
    return found;
  }

  private static void builtIn(String resource, JsonNode object, JsonNode old, List<String> found) {
    boolean created = old == null;
    WorkloadWarnings workload = new WorkloadWarnings(found);
    JsonNode spec = object.path("spec");
    switch (resource) {
      case "pods" -> {
        // Updates of Pods are frequent and come from programs.
        if (!created) return;
        workload.name(object, "is used in the Pod's hostname");
        PodWarnings.check("", object, found);
      }
      case "podtemplates" -> workload.template("template", object.path("template"), object, old);
      case "deployments.apps", "replicasets.apps", "replicationcontrollers" -> {
        if (created) workload.podNames(object);
        workload.template("spec.template", spec.path("template"), object, old);
      }
      case "daemonsets.apps" ->
          workload.template("spec.template", spec.path("template"), object, old);
      case "statefulsets.apps" -> workload.statefulSet(object, old);
      case "jobs.batch" -> {
        if (created) workload.podNames(object);
        workload.job("spec", spec, object, old);
      }
      case "cronjobs.batch" -> {
        if (created) workload.podNames(object);
        workload.cronJob(object, old);
      }
      case "services" -> ServiceWarnings.check(object, found);
      case "endpoints" -> NetworkWarnings.endpoints(object, found);
      case "endpointslices.discovery.k8s.io" -> NetworkWarnings.slice(object, created, found);
      case "networkpolicies.networking.k8s.io" -> NetworkWarnings.policy(object, found);
      case "ingresses.networking.k8s.io" -> {
        if (created) NetworkWarnings.ingress(object, found);
      }
      case "nodes" -> NetworkWarnings.node(object, found);
      case "persistentvolumes" -> VolumeObjectWarnings.volume(object, found);
      case "persistentvolumeclaims" -> VolumeObjectWarnings.claim(object, found);
      case "storageclasses.storage.k8s.io" -> VolumeObjectWarnings.storageClass(object, found);
      case "csistoragecapacities.storage.k8s.io" ->
          NodeLabels.labelSelector("nodeTopology", object.path("nodeTopology"), found);
      case "csidrivers.storage.k8s.io" -> OtherWarnings.csiDriver(object, old, found);
      case "runtimeclasses.node.k8s.io" ->
          NodeLabels.selector(
              "scheduling.nodeSelector",
              object.path("scheduling").path("nodeSelector"),
              false,
              found);
      case "resourcequotas" -> {
        if (created) OtherWarnings.quota(object, found);
      }
      case "secrets" -> KeyPairWarnings.check(object, found);
      case "serviceaccounts" -> OtherWarnings.serviceAccount(object, old, found);
      case "resourceslices.resource.k8s.io" -> OtherWarnings.resourceSlice(object, found);
      case "customresourcedefinitions.apiextensions.k8s.io" ->
          FormatWarnings.check(object, old, found);
      default -> {}
    }
  }
}
