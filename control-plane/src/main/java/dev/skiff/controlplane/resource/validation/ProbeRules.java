package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What holds for probes and lifecycle hooks. */
final class ProbeRules {
  private static final List<String> HANDLERS =
      List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");
  private static final List<String> SCHEMES = List.of("HTTP", "HTTPS");
  private static final List<String> COUNTS =
      List.of(
          "initialDelaySeconds",
          "timeoutSeconds",
          "periodSeconds",
          "successThreshold",
          "failureThreshold");

  private static final String GRACE = "terminationGracePeriodSeconds";

  private final FieldErrors errors;
  private final long grace;

  /**
   * @param grace seconds that the Pod has to end
   */
  ProbeRules(FieldErrors errors, long grace) {
    this.errors = errors;
    this.grace = grace;
  }

  /**
   * @param onceOnly whether one success must be enough: not for readiness
   */
  void check(String field, JsonNode probe, boolean onceOnly) {
    handler(field, probe);
    for (String count : COUNTS) {
      JsonNode value = probe.path(count);
      if (value.isNumber() && value.longValue() < 0) {
        errors.invalid(field + "." + count, value, "must be greater than or equal to 0");
      }
    }
    JsonNode seconds = probe.path(GRACE);
    if (seconds.isNumber() && seconds.longValue() <= 0) {
      errors.invalid(field + "." + GRACE, seconds, "must be greater than 0");
    }
    if (!onceOnly && seconds.isNumber()) {
      errors.invalid(field + "." + GRACE, seconds, "must not be set for readinessProbes");
    }
    JsonNode successes = probe.path("successThreshold");
    if (onceOnly && successes.isNumber() && successes.longValue() != 1) {
      errors.invalid(field + ".successThreshold", successes, "must be 1");
    }
  }

  /** A probe's or hook's handler: exactly one, complete. */
  void handler(String field, JsonNode handler) {
    int handlers = 0;
    for (String kind : HANDLERS) {
      if (!handler.has(kind)) continue;
      if (handlers++ > 0) {
        errors.forbidden(field + "." + kind, "may not specify more than 1 handler type");
        continue;
      }
      JsonNode of = handler.get(kind);
      String path = field + "." + kind;
      switch (kind) {
        case "exec" -> {
          if (of.path("command").isEmpty()) errors.required(path + ".command");
        }
        case "httpGet" -> {
          port(path + ".port", of.path("port"));
          String scheme = of.path("scheme").asText("");
          if (!SCHEMES.contains(scheme)) errors.unsupported(path + ".scheme", scheme, SCHEMES);
          for (JsonNode header : of.path("httpHeaders")) {
            String name = header.path("name").asText("");
            HostNames.header(name)
                .forEach(wrong -> errors.invalid(path + ".httpHeaders", name, wrong));
          }
        }
        case "tcpSocket", "grpc" -> port(path + ".port", of.path("port"));
        default -> {
          long seconds = of.path("seconds").asLong();
          if (seconds < 0 || seconds > grace) {
            errors.invalid(
                path,
                of.path("seconds"),
                "must be non-negative and less than terminationGracePeriodSeconds (" + grace + ")");
          }
        }
      }
    }
    if (handlers == 0) errors.required(field, "must specify a handler type");
  }

  private void port(String field, JsonNode port) {
    if (port.isTextual()) {
      Names.portName(port.asText()).forEach(one -> errors.invalid(field, port, one));
    } else {
      PortNumbers.check(field, port.asLong(), errors);
    }
  }
}
