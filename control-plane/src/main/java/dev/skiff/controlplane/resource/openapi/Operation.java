package dev.skiff.controlplane.resource.openapi;

import java.util.List;
import java.util.Map;

/**
 * What may be done at a path, as both versions of OpenAPI describe it.
 *
 * @param path with its parameters in braces
 * @param method HTTP method, lower case
 * @param id OpenAPI's operationId
 * @param description for people; null if there is none
 * @param action x-kubernetes-action; null for what concerns no resource
 * @param kind what it concerns; null for what concerns no resource
 * @param consumes media types of bodies; empty if nothing is said
 * @param produces media types of answers
 * @param parameters of path and query
 * @param body what is sent; null for nothing
 * @param answers definitions of what is given back, by status code
 */
record Operation(
    String path,
    String method,
    String id,
    String tag,
    String description,
    String action,
    Kind kind,
    List<String> consumes,
    List<String> produces,
    List<Parameter> parameters,
    Body body,
    Map<String, String> answers) {
  /** An answer that is plain text. */
  static final String TEXT = "string";

  static final String DELETE_OPTIONS = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions";
  static final String PATCH = "io.k8s.apimachinery.pkg.apis.meta.v1.Patch";
  static final String STATUS = "io.k8s.apimachinery.pkg.apis.meta.v1.Status";
  static final String WATCH_EVENT = "io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent";

  /** A kind of objects. */
  record Kind(String group, String version, String kind) {}

  /** What is sent. */
  record Body(String definition, boolean required) {}

  /** OpenAPI's words for status codes. */
  static String words(String code) {
    return switch (code) {
      case "200" -> "OK";
      case "201" -> "Created";
      case "202" -> "Accepted";
      default -> "Unauthorized";
    };
  }
}
