package dev.skiff.controlplane.api.verb;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionChain;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.Outcome;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.OutputFormat;
import dev.skiff.controlplane.api.write.AdmissionRequests;
import dev.skiff.controlplane.api.write.FieldOwnership;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.ObjectRules;
import dev.skiff.controlplane.api.write.SubresourceBodies;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.auth.VirtualResource;
import dev.skiff.controlplane.auth.VirtualResources;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;

/** Creates what is never stored: reviews and tokens. */
@Singleton
public final class VirtualCreate {
  private final VirtualResources resources;
  private final ObjectRules rules;
  private final SubresourceBodies bodies;
  private final FieldOwnership ownership;
  private final AdmissionChain admission;

  VirtualCreate(
      VirtualResources resources,
      ObjectRules rules,
      SubresourceBodies bodies,
      FieldOwnership ownership,
      AdmissionChain admission) {
    this.resources = resources;
    this.rules = rules;
    this.bodies = bodies;
    this.ownership = ownership;
    this.admission = admission;
  }

  /** Whether the resource of a call is one of these. */
  public boolean serves(ResourceCall call) {
    String groupResource = call.type().current().groupResource();
    return resources.find(groupResource, call.info().subresource()).isPresent();
  }

  private ObjectNode decode(ResourceCall call, WriteOptions options) {
    ObjectNode object =
        rules.decode(call.type(), call.request(), options.fieldValidation(), call.warnings()::add);
    ObjectMetadata.matchNamespace(call.type(), object, call.namespace());
    ObjectMetadata.wipe(object);
    ownership.created(call, object);
    return object;
  }

  /** A request for a token keeps what it says of its account: it is for that one alone. */
  private ObjectNode part(ResourceCall call, ResourceType.Subresource part, WriteOptions options) {
    ObjectNode object = bodies.read(call, options.fieldValidation());
    ownership.createdPart(call, part, object);
    return object;
  }

  /** Answers a create. */
  public ApiResponse handle(ResourceCall call) {
    // There are no columns for what is never listed.
    if (call.format().view() == OutputFormat.View.TABLE) {
      throw Statuses.notAcceptable("application/json, application/yaml");
    }
    String subresource = call.info().subresource();
    ResourceType type = call.type();
    VirtualResource resource =
        resources.find(type.current().groupResource(), subresource).orElseThrow();
    WriteOptions options = WriteOptions.of(call.request(), "CreateOptions");
    ObjectNode object =
        type.subresource(subresource)
            .map(part -> part(call, part, options))
            .orElseGet(() -> decode(call, options));
    ObjectMetadata.of(object);
    if (type.removal() != null)
      Conversion.to(type.current(), object.put("apiVersion", type.apiVersion()));
    AdmissionRequest request =
        AdmissionRequests.of(
            call,
            AdmissionRequest.Operation.CREATE,
            subresource,
            call.namespace(),
            subresource.isEmpty() ? object.at("/metadata/name").asText() : call.name(),
            object,
            null,
            options.dryRun());
    admission.mutate(request);
    admission.validate(request);
    // It is never stored: who counts what is admitted need not wait for it.
    request.outcome().settle(Outcome.NOTHING);
    ObjectNode answer =
        resource.create(
            new VirtualResource.Question(
                object,
                call.namespace(),
                call.name(),
                call.user(),
                call.request().auditAnnotations()::put));
    if (type.removal() != null) Conversion.to(type, answer);
    return Answers.of(201, call.format().encoding(), Answers.bytes(answer), call.warnings());
  }
}
