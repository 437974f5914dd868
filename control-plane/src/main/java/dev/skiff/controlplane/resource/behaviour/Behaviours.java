package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.policy.BindingBehaviour;
import dev.skiff.controlplane.admission.policy.PolicyBehaviour;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.custom.CustomResourceBehaviour;
import dev.skiff.controlplane.resource.defaults.Defaulter;
import dev.skiff.controlplane.resource.defaults.DisabledFields;
import dev.skiff.controlplane.resource.validation.DeclaredRules;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.MetadataRules;
import dev.skiff.controlplane.resource.validation.RequiredFields;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What happens to an object on its way into the store, for all kinds: status and generation, checks
 * of metadata, then what is special about the kind.
 */
@ApplicationScoped
public class Behaviours {
  /** Kinds that count generations and have nothing else to say. */
  private static final Set<String> GENERATION_ONLY = Set.of("ingressclasses.networking.k8s.io");

  /** Kinds whose status subresource changes nothing else, not even labels and annotations. */
  private static final Set<String> STATUS_ONLY =
      Set.of(
          "apiservices.apiregistration.k8s.io",
          "servicecidrs.networking.k8s.io",
          "resourceclaims.resource.k8s.io",
          "volumeattachments.storage.k8s.io",
          "flowschemas.flowcontrol.apiserver.k8s.io",
          "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
          "validatingadmissionpolicies.admissionregistration.k8s.io");

  /** Of the status of these upstream looks at nothing of its own. */
  private static final String CRON_JOBS = "cronjobs.batch";

  /** Groups whose kinds may have finalizers without a domain. */
  private static final Set<String> ANY_FINALIZER_GROUPS =
      Set.of("admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io");

  private static final Set<String> ANY_FINALIZER =
      Set.of(
          "events",
          "leases.coordination.k8s.io",
          "poddisruptionbudgets.policy",
          "runtimeclasses.node.k8s.io");

  /** Subresources that change what nothing else may change; their own handlers check them. */
  private static final Set<String> OWN_RULES = Set.of("binding", "eviction", "finalize");

  private final Map<String, Behaviour> byResource = new HashMap<>();
  private final ResourceRegistry types;

  /**
   * @param services keeps the pools of addresses and ports
   * @param state for kinds whose rules are about other objects, too
   * @param types knows versions in which objects are stored
   */
  public Behaviours(ServiceBehaviour services, ClusterState state, ResourceRegistry types) {
    this.types = types;
    byResource.put("services", services);
    byResource.put("apiservices.apiregistration.k8s.io", new ApiServiceBehaviour());
    byResource.put("ipaddresses.networking.k8s.io", new IpAddressBehaviour(services.addresses()));
    byResource.put(
        "servicecidrs.networking.k8s.io", new ServiceCidrBehaviour(services.addresses()));
    byResource.put("pods", new PodBehaviour());
    byResource.put("namespaces", new NamespaceBehaviour());
    byResource.put("configmaps", new ConfigMapBehaviour());
    byResource.put("secrets", new SecretBehaviour());
    byResource.put("nodes", new NodeBehaviour());
    byResource.put("persistentvolumes", new PersistentVolumeBehaviour());
    String requests = "certificatesigningrequests.certificates.k8s.io";
    byResource.put(requests, new CertificateSigningRequestBehaviour(false));
    byResource.put(requests + "/v1beta1", new CertificateSigningRequestBehaviour(true));
    byResource.put("limitranges", new LimitRangeBehaviour());
    byResource.put("resourcequotas", new ResourceQuotaBehaviour());
    byResource.put("horizontalpodautoscalers.autoscaling", new HorizontalPodAutoscalerBehaviour());
    byResource.put("persistentvolumeclaims", new PersistentVolumeClaimBehaviour());
    byResource.put("replicationcontrollers", new WorkloadBehaviour());
    byResource.put("deployments.apps", new DeploymentBehaviour());
    byResource.put("replicasets.apps", new WorkloadBehaviour());
    byResource.put("controllerrevisions.apps", new ControllerRevisionBehaviour());
    byResource.put("daemonsets.apps", new DaemonSetBehaviour());
    byResource.put("statefulsets.apps", new StatefulSetBehaviour());
    byResource.put("jobs.batch", new JobBehaviour());
    byResource.put("cronjobs.batch", new CronJobBehaviour());
    byResource.put("roles.rbac.authorization.k8s.io", new RoleBehaviour(true));
    byResource.put("clusterroles.rbac.authorization.k8s.io", new RoleBehaviour(false));
    byResource.put("rolebindings.rbac.authorization.k8s.io", new RoleBindingBehaviour(true));
    byResource.put(
        "clusterrolebindings.rbac.authorization.k8s.io", new RoleBindingBehaviour(false));
    byResource.put(
        "customresourcedefinitions.apiextensions.k8s.io", new CustomResourceDefinitionBehaviour());
    for (String kind : List.of("mutating", "validating")) {
      String configurations = kind + "webhookconfigurations.admissionregistration.k8s.io";
      byResource.put(configurations, new WebhookConfigurationBehaviour(false));
      byResource.put(configurations + "/v1beta1", new WebhookConfigurationBehaviour(true));
    }
    byResource.put(
        "validatingadmissionpolicies.admissionregistration.k8s.io", new PolicyBehaviour());
    byResource.put(
        "validatingadmissionpolicybindings.admissionregistration.k8s.io", new BindingBehaviour());
    byResource.put("poddisruptionbudgets.policy", new DisruptionBudgetBehaviour());
    byResource.put("events", new EventBehaviour(false));
    byResource.put("events.events.k8s.io", new EventBehaviour(true));
    byResource.put("csinodes.storage.k8s.io", new CsiNodeBehaviour());
    byResource.put("volumeattachments.storage.k8s.io", new VolumeAttachmentBehaviour());
    byResource.put("flowschemas.flowcontrol.apiserver.k8s.io", new FlowSchemaBehaviour());
    byResource.put(
        "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", new PriorityLevelBehaviour());
    byResource.put("resourceslices.resource.k8s.io", new ResourceSliceBehaviour());
    byResource.put("runtimeclasses.node.k8s.io", new RuntimeClassBehaviour());
    byResource.put("podtemplates", new PodTemplateBehaviour());
    byResource.put("priorityclasses.scheduling.k8s.io", new PriorityClassBehaviour());
    byResource.put("csidrivers.storage.k8s.io", new CsiDriverBehaviour());
    String slices = "endpointslices.discovery.k8s.io";
    byResource.put(slices, new EndpointSliceBehaviour(false));
    byResource.put(slices + "/v1beta1", new EndpointSliceBehaviour(true));
    byResource.put("ingresses.networking.k8s.io", new IngressBehaviour());
    byResource.put("networkpolicies.networking.k8s.io", new NetworkPolicyBehaviour());
    byResource.put("deviceclasses.resource.k8s.io", new DeviceClassBehaviour());
    DeviceAdminAccess administrators = new DeviceAdminAccess(state);
    byResource.put(
        "resourceclaims.resource.k8s.io", new ResourceClaimBehaviour("spec", administrators));
    byResource.put(
        "resourceclaimtemplates.resource.k8s.io",
        new ResourceClaimBehaviour("spec.spec", administrators));
    for (String resource : GENERATION_ONLY) byResource.put(resource, new GenerationBehaviour());
  }

  /** What is special about a type; a version that upstream has removed may have its own rules. */
  public Behaviour of(ResourceType type) {
    if (type.custom()) return new CustomResourceBehaviour(type);
    Behaviour usual = byResource.getOrDefault(type.current().groupResource(), Behaviour.PLAIN);
    return type.removal() == null
        ? usual
        : byResource.getOrDefault(type.groupResource() + "/" + type.version(), usual);
  }

  /** Sets what the server decides on; the object has its defaults already. */
  public void prepareForCreate(ResourceType type, ObjectNode object) {
    Behaviour behaviour = of(type);
    if (!type.custom()) DisabledFields.drop(type.schema(), object);
    if (type.subresource("status").isPresent() && !behaviour.keepsStatusOnCreate()) {
      object.remove("status");
      Defaulter.apply(type.schema(), object);
    }
    if (object.get("metadata") instanceof ObjectNode metadata) {
      if (behaviour.generation()) {
        metadata.put("generation", 1);
      }
    }
    behaviour.prepareForCreate(object);
  }

  /**
   * Puts back what a request must not change.
   *
   * @param subresource empty for the object itself
   * @param object the state that the client asked for; changed in place
   */
  public void prepareForUpdate(
      ResourceType type, String subresource, ObjectNode object, ObjectNode old) {
    Behaviour behaviour = of(type);
    if (subresource.equals("status")) {
      boolean statusOnly = type.custom() || STATUS_ONLY.contains(type.groupResource());
      StatusUpdate.restore(object, old, statusOnly);
      if (!type.custom()) DisabledFields.drop(type.schema(), object);
      behaviour.prepareForStatusUpdate(object, old);
      return;
    }
    if (type.subresource("status").isPresent() && !OWN_RULES.contains(subresource)) {
      put(object, "status", old.get("status"));
    }
    keepGeneration(object, old);
    boolean dropped = behaviour.countsWhatIsDropped() && behaviour.changed(object, old);
    if (!type.custom()) DisabledFields.drop(type.schema(), object);
    behaviour.prepareForUpdate(object, old);
    if (object.get("metadata") instanceof ObjectNode metadata) {
      JsonNode generation = old.path("metadata").path("generation");
      if (behaviour.generation()) {
        long before = generation.asLong();
        boolean changed = dropped || behaviour.changed(object, old);
        metadata.put("generation", changed ? before + 1 : before);
      }
    }
  }

  private static void keepGeneration(ObjectNode object, ObjectNode old) {
    if (!(object.get("metadata") instanceof ObjectNode metadata)) return;
    put(metadata, "generation", old.path("metadata").get("generation"));
  }

  /**
   * @param asked the type of the request; the object has the form of its successor if upstream has
   *     removed it
   * @throws dev.skiff.controlplane.api.StatusException 422 Invalid, with all that is wrong
   */
  public void validateCreate(ResourceType asked, ObjectNode object) {
    Behaviour behaviour = of(asked);
    ResourceType type = validated(asked, behaviour);
    validateCreate(type, behaviour, validated(asked, type, object));
  }

  private void validateCreate(ResourceType type, Behaviour behaviour, ObjectNode object) {
    FieldErrors errors = new FieldErrors();
    behaviour.validateFirst(object, null, errors);
    errors.throwIfAny(type.storageGroup(), type.kind(), name(object));
    check(type, behaviour, object, null, errors);
    behaviour.validateCreate(object, errors);
    errors.throwIfAny(type.storageGroup(), type.kind(), name(object));
  }

  /**
   * @param asked as for {@link #validateCreate}
   * @throws dev.skiff.controlplane.api.StatusException 422 Invalid, with all that is wrong
   */
  public void validateUpdate(
      ResourceType asked, String subresource, ObjectNode object, ObjectNode old) {
    if (subresource.equals("finalize")) validateFinalizers(asked.current(), object, old);
    if (OWN_RULES.contains(subresource)) return;
    Behaviour behaviour = of(asked);
    ResourceType type = validated(asked, behaviour);
    validateUpdate(
        type, behaviour, subresource, validated(asked, type, object), validated(asked, type, old));
  }

  private void validateUpdate(
      ResourceType type,
      Behaviour behaviour,
      String subresource,
      ObjectNode object,
      ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    if (PodParts.ALL.contains(subresource)) {
      PodParts.checkChangeable(subresource, old, errors);
      errors.throwIfAny(type.storageGroup(), type.kind(), name(object));
    }
    if (subresource.isEmpty()) {
      behaviour.validateFirst(object, old, errors);
      errors.throwIfAny(type.storageGroup(), type.kind(), name(object));
    }
    MetadataRules.checkUpdate(object, old, errors);
    if (subresource.equals("resize")) new PodResize(object, old, errors).check();
    if (subresource.equals("ephemeralcontainers")) {
      PodParts.ephemeralContainers(object, old, errors);
    }
    if (subresource.equals("status")) {
      boolean strict = strictFinalizers(type) && !type.groupResource().equals(CRON_JOBS);
      MetadataRules.checkWithStatus(object, strict, errors);
      behaviour.validateStatusUpdate(object, old, errors);
      if (!type.custom()) {
        DeclaredRules.checkStatus(type, object, behaviour.checkedStatus(object, old), errors);
      }
    } else {
      check(type, behaviour, object, old, errors);
      if (!PodParts.ALL.contains(subresource)) {
        behaviour.validateUpdate(object, old, errors);
        DeclaredRules.checkUpdate(type, object, old, errors);
      }
    }
    errors.throwIfAny(type.storageGroup(), type.kind(), name(object));
  }

  private ResourceType validated(ResourceType asked, Behaviour behaviour) {
    ResourceType type = asked.current();
    if (!behaviour.validatesStored()) return type;
    return types.stored(type.storageGroup(), type.plural()).orElse(type);
  }

  private static ObjectNode validated(ResourceType asked, ResourceType type, ObjectNode object) {
    return type.equals(asked.current()) ? object : Conversion.to(type, object.deepCopy());
  }

  /**
   * Takes what the object needs of shared supplies and writes it into the object.
   *
   * @param old null on create
   * @throws dev.skiff.controlplane.api.StatusException 422 if it cannot be had
   */
  public Reservation reserve(ResourceType type, ObjectNode object, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    Reservation reservation = of(type).reserve(object, old, errors);
    if (!errors.isEmpty()) reservation.rollback();
    errors.throwIfAny(type.storageGroup(), type.kind(), name(object));
    return reservation;
  }

  /** Sets what holds an object that is to be deleted. */
  public void prepareForDelete(ResourceType type, ObjectNode object) {
    of(type).prepareForDelete(object);
  }

  /** The object is gone from the store. */
  public void deleted(ResourceType type, ObjectNode last) {
    of(type).deleted(last);
  }

  private void check(
      ResourceType type,
      Behaviour behaviour,
      ObjectNode object,
      ObjectNode old,
      FieldErrors errors) {
    MetadataRules.check(
        object,
        type.namespaced(),
        (name, prefix) -> behaviour.nameProblems(object, name, prefix),
        strictFinalizers(type),
        errors);
    if (old != null && !behaviour.validatesUpdates()) return;
    ObjectNode checked = behaviour.checked(object, old);
    behaviour.validate(checked, old, errors);
    if (!type.custom()) DeclaredRules.check(type, checked, errors);
    Schema spec = type.schema().property("spec");
    if (!type.custom() && behaviour.requiredBySchema() && spec != null) {
      RequiredFields.check("spec", spec, Wanted.spec(checked), errors);
    }
  }

  /** Of a namespace that is emptied, metadata and the finalizers that are left. */
  private static void validateFinalizers(ResourceType type, ObjectNode object, ObjectNode old) {
    FieldErrors errors = new FieldErrors();
    MetadataRules.checkUpdate(object, old, errors);
    MetadataRules.checkWithStatus(object, true, errors);
    JsonNode finalizers = object.at("/spec/finalizers");
    for (int i = 0; i < finalizers.size(); i++) {
      MetadataRules.finalizer("spec.finalizers[" + i + "]", finalizers.get(i).asText(""), errors);
    }
    errors.throwIfAny(type.storageGroup(), type.kind(), name(object));
  }

  private static boolean strictFinalizers(ResourceType type) {
    return !type.custom()
        && !ANY_FINALIZER_GROUPS.contains(type.group())
        && !ANY_FINALIZER.contains(type.groupResource());
  }

  private static String name(ObjectNode object) {
    return object.path("metadata").path("name").asText("");
  }

  private static void put(ObjectNode object, String field, JsonNode value) {
    if (value == null) {
      object.remove(field);
    } else {
      object.set(field, value);
    }
  }
}
