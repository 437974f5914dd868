package dev.skiff.controlplane.resource.managedfields;

import dev.skiff.controlplane.resource.ResourceType;
import java.util.Set;

/**
 * Fields that a write through a resource or subresource cannot set, as upstream's strategies list
 * them; so nobody comes to own them by it.
 */
public final class ResetFields {
  private static final FieldSet SPEC = FieldSet.ofFields("spec");
  private static final FieldSet STATUS = FieldSet.ofFields("status");
  private static final FieldSet METADATA = FieldSet.ofFields("metadata");
  private static final FieldSet DEPLOYMENT_STATUS =
      SPEC.union(FieldSet.ofFields("metadata", "labels"));
  private static final FieldSet POD_STATUS =
      SPEC.union(FieldSet.ofFields("metadata", "deletionTimestamp"))
          .union(FieldSet.ofFields("metadata", "ownerReferences"));

  /**
   * Resources that have a status but reset nothing; upstream lists ServiceCIDRs by a wrong name.
   */
  private static final Set<String> WITHOUT =
      Set.of("servicecidrs.networking.k8s.io", "podcertificaterequests.certificates.k8s.io");

  /** Resources whose status is written without any change of metadata. */
  private static final Set<String> STATUS_ONLY =
      Set.of(
          "resourceclaims.resource.k8s.io",
          "devicetaintrules.resource.k8s.io",
          "flowschemas.flowcontrol.apiserver.k8s.io",
          "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
          "volumeattachments.storage.k8s.io",
          "storageversionmigrations.storagemigration.k8s.io",
          "customresourcedefinitions.apiextensions.k8s.io",
          "apiservices.apiregistration.k8s.io",
          "validatingadmissionpolicies.admissionregistration.k8s.io");

  private ResetFields() {}

  /**
   * The fields that are reset.
   *
   * @param subresource empty for the object itself
   */
  public static FieldSet of(ResourceType asked, String subresource) {
    ResourceType type = asked.current();
    boolean requests =
        type.groupResource().equals("certificatesigningrequests.certificates.k8s.io");
    return switch (subresource) {
      case "" -> {
        if (requests) yield SPEC.union(STATUS);
        boolean none =
            type.subresource("status").isEmpty() || WITHOUT.contains(type.groupResource());
        yield none ? FieldSet.EMPTY : STATUS;
      }
      case "status" ->
          requests ? SPEC.union(FieldSet.ofFields("status", "conditions")) : status(type);
      case "approval" -> SPEC.union(FieldSet.ofFields("status", "certificate"));
      case "finalize" -> STATUS;
      default -> FieldSet.EMPTY;
    };
  }

  private static FieldSet status(ResourceType type) {
    return switch (type.groupResource()) {
      case "pods" -> POD_STATUS;
      case "deployments.apps" -> DEPLOYMENT_STATUS;
      case "servicecidrs.networking.k8s.io" -> FieldSet.EMPTY;
      default -> STATUS_ONLY.contains(type.groupResource()) ? SPEC.union(METADATA) : SPEC;
    };
  }
}
