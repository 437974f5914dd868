package dev.skiff.controlplane.api.output;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON in lines for people: asked for with {@code ?pretty=true}, with the media type {@code
 * application/json;pretty=1}, or by being curl, Wget or a browser, as upstream has it.
 */
public final class Indentation {
  private static final List<String> PEOPLE = List.of("curl", "Wget", "Mozilla/5.0");

  /** What Go's {@code strconv.ParseBool} takes for true. */
  private static final Set<String> TRUE = Set.of("1", "t", "T", "TRUE", "true", "True");

  private Indentation() {}

  /** Whether the client wants its answer in lines. */
  public static boolean wanted(ApiRequest request) {
    return wanted(
        request.header("accept"), request.parameter("pretty"), request.header("user-agent"));
  }

  /**
   * The same by what a request says; null for what it does not say.
   *
   * @param asked the parameter {@code pretty}
   */
  public static boolean wanted(String accept, String asked, String agent) {
    if (accept != null && accept.contains("pretty")) {
      for (MediaRange range : MediaRange.parse(accept)) {
        if (OutputFormat.Encoding.of(range) == null) continue;
        if (range.parameter("pretty").equals("1")) return true;
        break;
      }
    }
    if (asked != null && !asked.isEmpty()) return TRUE.contains(asked);
    return agent != null && PEOPLE.stream().anyMatch(agent::startsWith);
  }

  /** The request of a client that does not compress: lines are laid out in what is not. */
  public static ApiRequest uncompressed(ApiRequest request) {
    if (request.header("accept-encoding") == null) return request;
    Map<String, List<String>> headers = new HashMap<>(request.headers());
    headers.remove("accept-encoding");
    return new ApiRequest(
        request.method(),
        request.path(),
        request.query(),
        headers,
        request.body(),
        request.user(),
        request.origin(),
        request.auditAnnotations());
  }

  /** The answer with its JSON in lines; other answers as they are. */
  public static ApiResponse apply(ApiResponse answer) {
    List<String> type = answer.headers().getOrDefault("Content-Type", List.of(""));
    if (!type.getFirst().startsWith("application/json")) return answer;
    JsonIndenter indenter = new JsonIndenter();
    ApiResponse.Body body =
        switch (answer.body()) {
          case ApiResponse.Bytes bytes ->
              new ApiResponse.Bytes(bytes.parts().stream().map(indenter::indent).toList());
          case ApiResponse.Stream stream ->
              new ApiResponse.Stream(
                  stream
                      .buffers()
                      .map(buffer -> Buffer.buffer(indenter.indent(buffer.getBytes()))));
        };
    return new ApiResponse(answer.status(), answer.headers(), body);
  }
}
