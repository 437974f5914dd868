package dev.skiff.controlplane.api.request;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.convert.Conversion;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.List;

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
  private static final String MATCH = "resourceVersionMatch";
  private static final String NOT_CONTINUED = MATCH + " is forbidden when continue is provided";
  private static final List<String> LIST_MATCHES = List.of("Exact", "NotOlderThan", "");
  private static final List<String> WATCH_MATCHES = List.of("NotOlderThan");

  /**
   * Reads the options of a request.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 or 422 if they are malformed or
   *     contradict each other
   */
  public static ListOptions of(ApiRequest request, RequestInfo info, ResourceType type) {
    LabelSelector labels = LabelSelector.parse(request.parameter("labelSelector"));
    FieldSelector fields = named(info, FieldSelector.parse(request.parameter("fieldSelector")));
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

  /** A watch by the path of an object is of that one; a selector may only say the same. */
  private static FieldSelector named(RequestInfo info, FieldSelector fields) {
    if (info.collection() || !info.verb().equals("watch")) return fields;
    if (fields.isEmpty()) return FieldSelector.ofName(info.name());
    if (info.name().equals(fields.exact("metadata.name"))) return fields;
    throw Statuses.badRequest("fieldSelector metadata.name doesn't match requested name");
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
    FieldErrors errors = new FieldErrors();
    if (watch) checkWatch(version, match, continueText, initialEvents, errors);
    else checkList(version, match, continueText, errors);
    if (initialEvents != null && !watch) {
      errors.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list");
    }
    errors.throwIfAny("meta.k8s.io", "ListOptions", "");
  }

  private static void checkList(
      String version, String match, String continueText, FieldErrors errors) {
    if (match.isEmpty()) return;
    if (version.isEmpty()) {
      errors.forbidden(MATCH, MATCH + " is forbidden unless resourceVersion is provided");
    }
    if (!continueText.isEmpty()) errors.forbidden(MATCH, NOT_CONTINUED);
    if (!LIST_MATCHES.contains(match)) errors.unsupported(MATCH, match, LIST_MATCHES);
    if (match.equals("Exact") && version.equals("0")) {
      errors.forbidden(MATCH, MATCH + " \"exact\" is forbidden for resourceVersion \"0\"");
    }
  }

  private static void checkWatch(
      String version, String match, String continueText, Boolean initial, FieldErrors errors) {
    boolean right = match.equals("NotOlderThan");
    if (initial != null && !right) {
      errors.forbidden(
          MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    if (match.isEmpty()) {
      // A watch from the beginning is one of a streaming list.
      boolean beginning = version.isEmpty() || version.equals("0");
      if (initial == null && beginning && !continueText.isEmpty()) {
        errors.forbidden(MATCH, NOT_CONTINUED);
      }
      return;
    }
    if (initial == null) {
      errors.forbidden(
          MATCH, MATCH + " is forbidden for watch unless sendInitialEvents is provided");
    }
    if (!right) errors.unsupported(MATCH, match, WATCH_MATCHES);
    if (!continueText.isEmpty()) errors.forbidden(MATCH, NOT_CONTINUED);
  }

  private static String text(ApiRequest request, String name) {
    String value = request.parameter(name);
    return value == null ? "" : value;
  }

  /** A number that is given but empty is none. */
  private static long number(ApiRequest request, String name) {
    String text = request.parameter(name);
    if (text == null) return 0;
    try {
      return Math.max(0, Long.parseLong(text));
    } catch (NumberFormatException malformed) {
      boolean digits = text.matches("[-+]?[0-9]+");
      throw Statuses.badRequest(
          "strconv.ParseInt: parsing %s: %s"
              .formatted(GoText.quote(text), digits ? "value out of range" : "invalid syntax"));
    }
  }
}
