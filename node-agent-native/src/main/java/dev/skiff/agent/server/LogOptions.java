package dev.skiff.agent.server;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;

/**
 * Which part of a container's log is wanted; PodLogOptions as query parameters.
 *
 * @param tailLines how many of the last lines, -1 for all
 * @param limitBytes when to stop, {@link Long#MAX_VALUE} for never
 * @param since nothing older, {@link Instant#MIN} for everything
 * @param stream {@code stdout} or {@code stderr}, empty for both
 */
record LogOptions(
    boolean follow,
    boolean previous,
    boolean timestamps,
    long tailLines,
    long limitBytes,
    Instant since,
    String stream) {

  /**
   * @throws StatusError 400 for a value that is not understood
   */
  static LogOptions of(HttpRequest request) {
    long sinceSeconds = number(request, "sinceSeconds", -1);
    String sinceTime = request.parameter("sinceTime");
    Instant since = Instant.MIN;
    try {
      if (sinceSeconds >= 0) {
        since = Instant.now().minusSeconds(sinceSeconds);
      } else if (!sinceTime.isEmpty()) {
        since = Instant.parse(sinceTime);
      }
    } catch (DateTimeException e) {
      throw new StatusError(400, "sinceTime: " + e.getMessage());
    }
    String stream = request.parameter("stream");
    return new LogOptions(
        request.flag("follow"),
        request.flag("previous"),
        request.flag("timestamps"),
        number(request, "tailLines", -1),
        number(request, "limitBytes", Long.MAX_VALUE),
        since,
        stream.equals("All") ? "" : stream.toLowerCase(Locale.ROOT));
  }

  private static long number(HttpRequest request, String name, long otherwise) {
    String text = request.parameter(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("\\d{1,18}")) {
      throw new StatusError(400, name + ": '" + text + "' is not a number");
    }
    return Long.parseLong(text);
  }
}
