package dev.skiff.controlplane.api.write;

import dev.skiff.controlplane.resource.ResourceType;
import java.util.Set;

/** Which resources an update may create, and which it may overwrite blindly, as upstream has it. */
public final class UpdateRules {
  private static final Set<String> CREATE_ON_UPDATE =
      Set.of(
          "endpoints",
          "events",
          "events.events.k8s.io",
          "leases.coordination.k8s.io",
          "limitranges",
          "runtimeclasses.node.k8s.io",
          "services",
          "roles.rbac.authorization.k8s.io",
          "rolebindings.rbac.authorization.k8s.io",
          "clusterroles.rbac.authorization.k8s.io",
          "clusterrolebindings.rbac.authorization.k8s.io");
  private static final Set<String> CONDITIONAL_ONLY =
      Set.of(
          "apiservices.apiregistration.k8s.io",
          "customresourcedefinitions.apiextensions.k8s.io",
          "leases.coordination.k8s.io",
          "mutatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingwebhookconfigurations.admissionregistration.k8s.io",
          "validatingadmissionpolicies.admissionregistration.k8s.io",
          "validatingadmissionpolicybindings.admissionregistration.k8s.io",
          "poddisruptionbudgets.policy",
          "volumeattachments.storage.k8s.io",
          "csistoragecapacities.storage.k8s.io",
          "runtimeclasses.node.k8s.io",
          "csinodes.storage.k8s.io",
          "csidrivers.storage.k8s.io");

  private UpdateRules() {}

  /** Whether an update of an object that is not there creates it. */
  public static boolean createsOnUpdate(ResourceType type) {
    return CREATE_ON_UPDATE.contains(type.current().groupResource());
  }

  /** Whether an update may leave out the resourceVersion. */
  public static boolean unconditional(ResourceType type) {
    return !type.custom() && !CONDITIONAL_ONLY.contains(type.current().groupResource());
  }
}
