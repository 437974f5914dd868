package dev.skiff.controlplane.admission.expression;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.matching.RequestAttributes;
import dev.skiff.controlplane.admission.matching.VersionedObjects;
import dev.skiff.controlplane.api.request.FieldSelector;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.cel.JsonValues;
import dev.skiff.controlplane.resource.cel.Variables;
import dev.skiff.controlplane.resource.cel.library.AuthorizerLibrary.ResourceCheck;
import dev.skiff.controlplane.resource.cel.library.AuthorizerLibrary.Subject;
import java.util.Map;

/** Values of the variables for one request. Nothing is made before an expression asks for it. */
public final class AdmissionVariables implements Variables {
  private final AdmissionRequest request;
  private final VersionedObjects objects;
  private final Authorizer authorizer;
  private final JsonNode params;
  private final JsonNode namespace;
  private final ComposedVariables composed;
  private Object attributes;

  /**
   * @param objects in the version that the expressions expect
   * @param params null if there are none
   * @param namespace the Namespace of a namespaced object; else null
   * @param composed expressions that others refer to as {@code variables.name}
   */
  public AdmissionVariables(
      AdmissionRequest request,
      VersionedObjects objects,
      Authorizer authorizer,
      JsonNode params,
      JsonNode namespace,
      Map<String, Expression> composed) {
    this.request = request;
    this.objects = objects;
    this.authorizer = authorizer;
    this.params = params;
    this.namespace = namespace;
    this.composed = new ComposedVariables(composed, this);
  }

  @Override
  public Object find(String name) {
    return switch (name) {
      case "object" -> JsonValues.of(objects.object());
      case "oldObject" -> JsonValues.of(objects.oldObject());
      case "params" -> JsonValues.of(params);
      case "namespaceObject" -> JsonValues.of(namespace);
      case "request" -> attributes();
      case "variables" -> composed;
      case "authorizer" -> subject();
      case "authorizer.requestResource" -> requestResource();
      default -> null;
    };
  }

  /** What variables cost that are expressions themselves, since this was last asked. */
  long takeCost() {
    return composed.takeCost();
  }

  private Object attributes() {
    if (attributes == null) {
      ObjectNode described = JsonNodeFactory.instance.objectNode();
      RequestAttributes.describe(request, objects.type(), described);
      attributes = JsonValues.of(described);
    }
    return attributes;
  }

  private Subject subject() {
    return new Subject(request.user(), authorizer);
  }

  private ResourceCheck requestResource() {
    ResourceType type = request.type();
    return new ResourceCheck(
        subject(),
        type.group(),
        type.plural(),
        request.subresource(),
        request.namespace(),
        request.name(),
        FieldSelector.EVERYTHING);
  }
}
