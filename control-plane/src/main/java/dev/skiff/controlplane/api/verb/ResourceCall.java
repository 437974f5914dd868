package dev.skiff.controlplane.api.verb;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.output.ObjectView;
import dev.skiff.controlplane.api.output.OutputFormat;
import dev.skiff.controlplane.api.output.TableRows;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.store.Key;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A request for a resource that exists, on its way through a verb.
 *
 * @param info what the path means
 * @param type the resource, in the version of the request
 * @param format how to answer
 * @param warnings texts for Warning headers, collected on the way
 */
public record ResourceCall(
    ApiRequest request,
    RequestInfo info,
    ResourceType type,
    OutputFormat format,
    List<String> warnings) {

  public ResourceCall(
      ApiRequest request, RequestInfo info, ResourceType type, OutputFormat format) {
    this(request, info, type, format, Collections.synchronizedList(new ArrayList<>()));
  }

  /**
   * The same for the successor of a version that upstream has removed: how it is admitted,
   * validated and stored.
   */
  public ResourceCall current() {
    return type.removal() == null
        ? this
        : new ResourceCall(request, info, type.current(), format, warnings);
  }

  /** The namespace in the path; empty for cluster-scoped resources and for all namespaces. */
  public String namespace() {
    return type.namespaced() ? info.namespace() : "";
  }

  /** The name in the path. */
  public String name() {
    return info.name();
  }

  public UserInfo user() {
    return request.user();
  }

  /** Where the object is stored. */
  public Key key() {
    return key(namespace(), name());
  }

  /** Where an object of this resource is stored. */
  public Key key(String namespace, String name) {
    return new Key(storageResource(), namespace, name);
  }

  /** The group resource under which objects are stored. */
  public String storageResource() {
    return type.storageResource();
  }

  /** How the client sees objects of this resource. */
  public ObjectView view() {
    return new ObjectView(type, format, TableRows.IncludeObject.of(parameter("includeObject")));
  }

  /** A query parameter that is present and not empty, or null. */
  public String parameter(String name) {
    String value = request.parameter(name);
    return value == null || value.isEmpty() ? null : value;
  }
}
