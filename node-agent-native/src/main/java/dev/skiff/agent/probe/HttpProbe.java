package dev.skiff.agent.probe;

import dev.skiff.agent.probe.ProbeRunner.Outcome;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Succeeds when a GET is answered with a code from 200 to 399. */
final class HttpProbe {

  private static final int MAX_REDIRECTS = 10;

  private HttpProbe() {}

  static Outcome run(HTTPGetAction action, Container container, String podIp, Duration timeout) {
    HttpGet.Target target;
    try {
      target = HttpGet.target(action, container, podIp);
    } catch (IllegalArgumentException e) {
      return Outcome.failed(e.getMessage());
    }
    try {
      for (int i = 0; i <= MAX_REDIRECTS; i++) {
        HttpGet.Answer answer = HttpGet.send(target, timeout);
        HttpGet.Target next = answer.redirect(target);
        // A redirect to another host succeeds: whoever sends one is alive.
        if (next == null || !next.host().equals(target.host())) {
          return answer.code() >= 200 && answer.code() < 400
              ? Outcome.succeeded()
              : Outcome.failed("HTTP probe failed with statuscode: " + answer.code());
        }
        target = next;
      }
      return Outcome.failed("Get \"" + target + "\": stopped after 10 redirects");
    } catch (SocketTimeoutException e) {
      return Outcome.failed(
          "Get \"%s\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)"
              .formatted(target));
    } catch (IOException e) {
      return Outcome.failed(
          "Get \"%s\": dial tcp %s:%d: %s"
              .formatted(target, target.host(), target.port(), ConnectErrors.text(e)));
    }
  }
}
