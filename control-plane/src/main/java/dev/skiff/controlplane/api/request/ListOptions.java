package dev.skiff.controlplane.api.request;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.resource.ResourceType;

/**
 * The query parameters of list, watch and deletecollection, read and checked as upstream does.
 *
 * @param fields in the terms of the version in which built-in types are stored
 * @param revision the resourceVersion; negative if none was given
 * @param match resourceVersionMatch: empty, Exact or NotOlderThan
 * @param limit 0 for all
 * @param continueToken null on the first page
 * @param timeoutSeconds 0 if none was given
 * @param sendInitialEvents null if not given
 */
public record ListOptions(
    LabelSelector labels,
    FieldSelector fields,
    long revision,
    String match,
    int limit,
    ContinueToken continueToken,
    int timeoutSeconds,
    boolean bookmarks,
    Boolean sendInitialEvents) {

  /**
   * Reads the options of a request.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 or 422 if they are malformed or
   *     contradict each other
   */
  public static ListOptions of(ApiRequest request, RequestInfo info, ResourceType type) {
    LabelSelector labels = LabelSelector.parse(request.parameter("labelSelector"));
    FieldSelector fields = FieldSelector.parse(request.parameter("fieldSelector"));
    fields.requireSelectable(type);
    FieldSelector stored = fields.renamed(path -> Conversion.storedField(type, path));
    boolean watch = info.verb().equals("watch");
    String version = text(request, "resourceVersion");
    String match = text(request, "resourceVersionMatch");
    String continueText = text(request, "continue");
    Boolean initialEvents =
        request.query().containsKey("sendInitialEvents")
            ? RequestInfoResolver.isTrue(request.parameter("sendInitialEvents"))
            : null;
    checkMatch(watch, version, match, continueText, initialEvents);
    return new ListOptions(
        labels,
        stored,
        version.isEmpty() ? -1 : revision(version),
        match,
        (int) Math.min(number(request, "limit"), Integer.MAX_VALUE),
        continueText.isEmpty() ? null : ContinueToken.decode(continueText),
        (int) Math.min(number(request, "timeoutSeconds"), Integer.MAX_VALUE),
        RequestInfoResolver.isTrue(request.parameter("allowWatchBookmarks")),
        initialEvents);
  }

  /** Whether labels or fields are selected. */
  public boolean selective() {
    return !labels.isEmpty() || !fields.isEmpty();
  }

  /**
   * Reads a resource version.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is none
   */
  public static long revision(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException malformed) {
      String quoted = "\"" + text + "\"";
      throw Statuses.badRequest(
          "invalid resource version: resourceVersion: Invalid value: "
              + quoted
              + ": strconv.ParseUint: parsing "
              + quoted
              + ": invalid syntax");
    }
  }

  private static void checkMatch(
      boolean watch, String version, String match, String continueText, Boolean initialEvents) {
    if (initialEvents != null && !watch) {
      throw forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
    }
    if (initialEvents != null && !match.equals("NotOlderThan")) {
      throw forbidden(
          "resourceVersionMatch",
          "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    if (match.isEmpty()) return;
    if (watch && initialEvents == null) {
      throw forbidden(
          "resourceVersionMatch",
          "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
    }
    if (!watch && version.isEmpty()) {
      throw forbidden(
          "resourceVersionMatch",
          "resourceVersionMatch is forbidden unless resourceVersion is provided");
    }
    if (!continueText.isEmpty()) {
      throw forbidden(
          "resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
    }
    if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
      throw Statuses.invalidOptions(
          "ListOptions",
          "resourceVersionMatch",
          "FieldValueNotSupported",
          "Unsupported value: \""
              + match
              + "\": supported values: \"Exact\", \"NotOlderThan\", \"\"");
    }
    if (match.equals("Exact") && version.equals("0")) {
      throw forbidden(
          "resourceVersionMatch",
          "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
    }
  }

  private static RuntimeException forbidden(String field, String problem) {
    return Statuses.invalidOptions(
        "ListOptions", field, "FieldValueForbidden", "Forbidden: " + problem);
  }

  private static String text(ApiRequest request, String name) {
    String value = request.parameter(name);
    return value == null ? "" : value;
  }

  private static long number(ApiRequest request, String name) {
    String text = text(request, name);
    if (text.isEmpty()) return 0;
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException malformed) {
      throw Statuses.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    }
  }
}
