package dev.skiff.controlplane.admission;

import dev.skiff.controlplane.admission.podsecurity.PodSecurity;
import dev.skiff.controlplane.admission.policy.ParameterAccess;
import dev.skiff.controlplane.admission.policy.ValidatingAdmissionPolicy;
import dev.skiff.controlplane.admission.quota.ResourceQuotaPlugin;
import dev.skiff.controlplane.admission.webhook.MutatingAdmissionWebhook;
import dev.skiff.controlplane.admission.webhook.ValidatingAdmissionWebhook;
import dev.skiff.controlplane.auth.RbacEscalation;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The plugins that are on by default, in upstream's order: the quota last, so that nothing counts
 * that is refused after all.
 */
@Singleton
final class DefaultPlugins {
  private final List<AdmissionPlugin> inOrder;

  DefaultPlugins(
      CertificateRequester certificateRequester,
      TerminatingDefinitions terminatingDefinitions,
      NamespaceLifecycle namespaceLifecycle,
      LimitRanger limitRanger,
      ServiceAccountPlugin serviceAccount,
      NodeRestriction nodeRestriction,
      TaintNodesByCondition taintNodesByCondition,
      PodSecurity podSecurity,
      Priority priority,
      DefaultTolerationSeconds defaultTolerationSeconds,
      DefaultStorageClass defaultStorageClass,
      StorageObjectInUseProtection storageObjectInUseProtection,
      PersistentVolumeClaimResize persistentVolumeClaimResize,
      RuntimeClassPlugin runtimeClass,
      CertificateApproval certificateApproval,
      CertificateSigning certificateSigning,
      CertificateSubjectRestriction certificateSubjectRestriction,
      DefaultIngressClass defaultIngressClass,
      PodTopologyLabels podTopologyLabels,
      RbacEscalation rbacEscalation,
      ParameterAccess parameterAccess,
      MutatingAdmissionWebhook mutatingWebhooks,
      ValidatingAdmissionPolicy validatingPolicies,
      ValidatingAdmissionWebhook validatingWebhooks,
      ResourceQuotaPlugin resourceQuota) {
    inOrder =
        List.of(
            certificateRequester,
            terminatingDefinitions,
            namespaceLifecycle,
            limitRanger,
            serviceAccount,
            nodeRestriction,
            taintNodesByCondition,
            podSecurity,
            priority,
            defaultTolerationSeconds,
            defaultStorageClass,
            storageObjectInUseProtection,
            persistentVolumeClaimResize,
            runtimeClass,
            certificateApproval,
            certificateSigning,
            certificateSubjectRestriction,
            defaultIngressClass,
            podTopologyLabels,
            rbacEscalation,
            parameterAccess,
            mutatingWebhooks,
            validatingPolicies,
            validatingWebhooks,
            resourceQuota);
  }

  List<AdmissionPlugin> inOrder() {
    return inOrder;
  }
}
