package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.StringJoiner;

/** The query of a request for a log, read and checked as upstream does, before the Pod is. */
final class LogOptions {
  private static final List<String> PASSED_ON =
      List.of(
          "follow",
          "previous",
          "timestamps",
          "sinceSeconds",
          "sinceTime",
          "tailLines",
          "limitBytes");

  private final ResourceCall call;
  private final FieldErrors errors = new FieldErrors();

  private LogOptions(ResourceCall call) {
    this.call = call;
  }

  /**
   * The query for the agent.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if an option cannot be read, 422 if it
   *     makes no sense
   */
  static String query(ResourceCall call) {
    new LogOptions(call).check();
    StringJoiner query = new StringJoiner("&");
    for (String name : PASSED_ON) {
      String value = call.parameter(name);
      if (value != null) query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return query.toString();
  }

  private void check() {
    Long limitBytes = number("limitBytes");
    Long sinceSeconds = number("sinceSeconds");
    Long tailLines = number("tailLines");
    boolean sinceTime = time("sinceTime");
    if (limitBytes != null && limitBytes < 1) {
      errors.invalid("limitBytes", limitBytes, "must be greater than 0");
    }
    if (sinceSeconds != null && sinceTime) {
      errors.forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified");
    } else if (sinceSeconds != null && sinceSeconds < 1) {
      errors.invalid("sinceSeconds", sinceSeconds, "must be greater than 0");
    }
    // Behind a feature gate that is off.
    if (call.parameter("stream") != null) errors.forbidden("stream", "may not be specified");
    if (tailLines != null && tailLines < 0) {
      errors.invalid("tailLines", tailLines, "must be greater than or equal to 0");
    }
    errors.throwIfAny("", "PodLogOptions", call.name());
  }

  private Long number(String name) {
    String value = call.parameter(name);
    if (value == null) return null;
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException malformed) {
      throw Statuses.badRequest("strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
    }
  }

  /** Whether a time is given. */
  private boolean time(String name) {
    String value = call.parameter(name);
    if (value == null || value.isEmpty()) return false;
    try {
      OffsetDateTime.parse(value);
      return true;
    } catch (DateTimeParseException malformed) {
      throw Statuses.badRequest(
          "parsing time \"%1$s\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"%1$s\" as \"2006\""
              .formatted(value));
    }
  }
}
