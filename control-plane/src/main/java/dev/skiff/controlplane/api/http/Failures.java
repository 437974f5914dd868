package dev.skiff.controlplane.api.http;

import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.Answers;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** What is answered when there is no answer. */
final class Failures {
  private static final Logger LOG = Logger.getLogger(Failures.class);

  private Failures() {}

  /**
   * An answer, whatever happens: an error ends a thread only, and who asked would wait for ever.
   */
  static ApiResponse instead(HttpServerRequest request, Supplier<ApiResponse> answer) {
    try {
      return answer.get();
    } catch (StatusException refusal) {
      return Answers.refusal(refusal, request.getHeader("Accept"));
    } catch (RuntimeException | Error defect) {
      return of(request, defect);
    }
  }

  /** The 500 for a defect, which is logged. */
  static ApiResponse of(HttpServerRequest request, Throwable defect) {
    LOG.errorf(defect, "%s %s failed", request.method(), request.path());
    StatusException internal = Statuses.internal(String.valueOf(defect.getMessage()));
    return Answers.refusal(internal, request.getHeader("Accept"));
  }
}
