package dev.skiff.controlplane.admission.matching;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.resource.ResourceType;

/** The objects of a request in the version that a webhook or a policy asks for. */
public final class VersionedObjects {
  private final AdmissionRequest request;
  private ResourceType type;
  private ObjectNode object;
  private ObjectNode oldObject;

  /** In the version of the request. */
  public VersionedObjects(AdmissionRequest request) {
    this.request = request;
    this.type = request.type();
    this.object = request.object();
    this.oldObject = request.oldObject();
  }

  /** Goes on in another version. */
  public void convertTo(ResourceType wanted) {
    if (wanted.apiVersion().equals(type.apiVersion())) return;
    object = converted(wanted, object);
    oldObject = converted(wanted, oldObject);
    type = wanted;
  }

  /** Subresources with a form of their own have it in all versions of their object. */
  private ObjectNode converted(ResourceType wanted, ObjectNode from) {
    boolean ofType = from != null && from.path("kind").asText().equals(type.kind());
    return ofType ? Conversion.to(wanted, from.deepCopy()) : from;
  }

  /** The resource in the present version. */
  public ResourceType type() {
    return type;
  }

  /** Null on DELETE and CONNECT. */
  public ObjectNode object() {
    return object;
  }

  /** Null on CREATE and CONNECT. */
  public ObjectNode oldObject() {
    return oldObject;
  }

  /** Puts a changed object, in the present version, into the request. */
  public void replace(ObjectNode changed) {
    object = changed;
    ObjectNode back =
        type.apiVersion().equals(request.type().apiVersion())
            ? changed
            : converted(request.type(), changed);
    request.object().removeAll();
    request.object().setAll(back);
    if (back == changed) object = request.object();
  }
}
