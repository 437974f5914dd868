package dev.skiff.controlplane.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;

/** The refusals that upstream's API server knows, with its codes, reasons and messages. */
public final class Statuses {
  private Statuses() {}

  /** 400: the request itself is malformed. */
  public static StatusException badRequest(String message) {
    return new StatusException(400, "BadRequest", message, null);
  }

  /** 401: nobody knows the caller. */
  public static StatusException unauthorized() {
    return new StatusException(401, "Unauthorized", "Unauthorized", null);
  }

  /**
   * 403.
   *
   * @param why behind {@code pods "x" is forbidden: }
   */
  public static StatusException forbidden(ResourceType type, String name, String why) {
    return new StatusException(
        403,
        "Forbidden",
        subject(type, name) + " is forbidden: " + why,
        details(name, type.group(), type.plural()));
  }

  /** 404 for an object. */
  public static StatusException notFound(ResourceType type, String name) {
    return notFound(type.group(), type.plural(), name);
  }

  /** 404 for an object of a resource. */
  public static StatusException notFound(String group, String resource, String name) {
    String groupResource = group.isEmpty() ? resource : resource + "." + group;
    return new StatusException(
        404,
        "NotFound",
        groupResource + " \"" + name + "\" not found",
        details(name, group, resource));
  }

  /** 404 for a resource or subresource that is not served. */
  public static StatusException noSuchResource() {
    return new StatusException(
        404, "NotFound", "the server could not find the requested resource", emptyDetails());
  }

  /** 405. */
  public static StatusException methodNotAllowed() {
    return new StatusException(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        emptyDetails());
  }

  /**
   * 406.
   *
   * @param available media types, separated by commas
   */
  public static StatusException notAcceptable(String available) {
    return new StatusException(
        406, "NotAcceptable", "only the following media types are accepted: " + available, null);
  }

  /** 406: no media type that the client accepts is known here at all. */
  public static StatusException nothingAcceptable(String available) {
    return new StatusException(
        406,
        "NotAcceptable",
        "406: Not Acceptable\n\nAvailable representations: " + available,
        JsonNodeFactory.instance.objectNode());
  }

  /** 409: an object of this name is there. */
  public static StatusException alreadyExists(ResourceType type, String name) {
    return new StatusException(
        409,
        "AlreadyExists",
        subject(type, name) + " already exists",
        details(name, type.group(), type.plural()));
  }

  /** 409: the object is not in the state that the caller expects. */
  public static StatusException conflict(ResourceType type, String name, String why) {
    return conflict(type.plural(), type.group(), name, why);
  }

  /**
   * 409.
   *
   * @param resource plural or kind, as upstream has it in the case at hand
   */
  public static StatusException conflict(String resource, String group, String name, String why) {
    String qualified = group.isEmpty() ? resource : resource + "." + group;
    return new StatusException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + qualified + " \"" + name + "\": " + why,
        details(name, group, resource));
  }

  /** 409: the object was changed since the caller read it. */
  public static StatusException modified(ResourceType type, String name) {
    return conflict(
        type,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  /** 410: a revision or a continue token is too old. */
  public static StatusException expired(String message) {
    return new StatusException(410, "Expired", message, null);
  }

  /**
   * 410: a list can no longer be continued as it began.
   *
   * @param token continues with what is there now
   */
  public static StatusException continueExpired(String token) {
    return new StatusException(
        410,
        "Expired",
        "The provided continue parameter is too old to display a consistent list result. You can"
            + " start a new list without the continue parameter, or use the continue token in this"
            + " response to retrieve the remainder of the results. Continuing with the provided"
            + " token results in an inconsistent list - objects that were created, modified, or"
            + " deleted between the time the first chunk was returned and now may show up in the"
            + " list.",
        null,
        token);
  }

  /** 413: the body is larger than the limit in bytes. */
  public static StatusException bodyTooLarge(long limit) {
    return tooLarge("Request entity too large: limit is " + limit);
  }

  /** 413. */
  public static StatusException tooLarge(String message) {
    return new StatusException(413, "RequestEntityTooLarge", message, null);
  }

  /**
   * 415.
   *
   * @param accepted media types, separated by commas
   */
  public static StatusException unsupportedMediaType(String accepted) {
    return new StatusException(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + accepted,
        null);
  }

  /** 422: one field of options that come in the query is wrong. */
  public static StatusException invalidOptions(
      String kind, String field, String causeReason, String problem) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.put("group", "meta.k8s.io").put("kind", kind);
    details
        .putArray("causes")
        .addObject()
        .put("reason", causeReason)
        .put("message", problem)
        .put("field", field);
    return new StatusException(
        422, "Invalid", kind + ".meta.k8s.io \"\" is invalid: " + field + ": " + problem, details);
  }

  /** 422: one field of an object is wrong. */
  public static StatusException invalid(
      ResourceType type, String name, String field, String causeReason, String problem) {
    return invalid(type.group(), type.kind(), name, field, causeReason, problem);
  }

  /** 422: one field of an object of a kind is wrong. */
  public static StatusException invalid(
      String group, String kind, String name, String field, String causeReason, String problem) {
    ObjectNode details = details(name, group, kind);
    details
        .putArray("causes")
        .addObject()
        .put("reason", causeReason)
        .put("message", problem)
        .put("field", field);
    String qualified = group.isEmpty() ? kind : kind + "." + group;
    return new StatusException(
        422,
        "Invalid",
        qualified + " \"" + name + "\" is invalid: " + field + ": " + problem,
        details);
  }

  /** 422 without a word on why, as upstream answers patches that do not apply. */
  public static StatusException unprocessable() {
    return new StatusException(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request",
        emptyDetails());
  }

  /** 429: not now. */
  public static StatusException tooManyRequests(String message, int retryAfterSeconds) {
    ObjectNode details = emptyDetails();
    if (retryAfterSeconds > 0) details.put("retryAfterSeconds", retryAfterSeconds);
    return new StatusException(429, "TooManyRequests", message, details);
  }

  /** 500: our own fault. */
  public static StatusException internal(String problem) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.putArray("causes").addObject().put("message", problem);
    return new StatusException(
        500, "InternalError", "Internal error occurred: " + problem, details);
  }

  /** 503: something we need is away for now. */
  public static StatusException unavailable(String message) {
    return new StatusException(503, "ServiceUnavailable", message, null);
  }

  /** 504: the request's time is over. */
  public static StatusException timeout() {
    return new StatusException(
        504,
        "Timeout",
        "Timeout: request did not complete within the allotted timeout",
        emptyDetails());
  }

  /** 504: the revision asked for is ahead of us. */
  public static StatusException revisionTooLarge(long asked, long current) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details
        .putArray("causes")
        .addObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    details.put("retryAfterSeconds", 1);
    return new StatusException(
        504,
        "Timeout",
        "Timeout: Too large resource version: " + asked + ", current: " + current,
        details);
  }

  /**
   * A Status that says that all is well.
   *
   * @param details null if there are none
   */
  public static ObjectNode success(ObjectNode details) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    if (details != null) status.set("details", details);
    return status;
  }

  /** The details of a Status about an object. */
  public static ObjectNode details(String name, String group, String kind) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    if (!name.isEmpty()) details.put("name", name);
    if (!group.isEmpty()) details.put("group", group);
    if (!kind.isEmpty()) details.put("kind", kind);
    return details;
  }

  private static String subject(ResourceType type, String name) {
    return type.groupResource() + " \"" + name + "\"";
  }

  private static ObjectNode emptyDetails() {
    return JsonNodeFactory.instance.objectNode();
  }
}
