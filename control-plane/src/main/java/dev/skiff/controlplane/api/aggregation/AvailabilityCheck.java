package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.api.proxy.DialErrors;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.webhook.WebhookFailure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Finds out whether the server behind an APIService answers; reasons and words are upstream's. */
@Singleton
final class AvailabilityCheck {
  private static final String SLICES = "endpointslices.discovery.k8s.io";

  private final ClusterState state;
  private final ExtensionServers servers;

  AvailabilityCheck(ClusterState state, ExtensionServers servers) {
    this.state = state;
    this.servers = servers;
  }

  /**
   * What was found.
   *
   * @param resources the server's APIResourceList; null unless it is available
   */
  record Result(boolean available, String reason, String message, ObjectNode resources) {
    static Result missing(String reason, String message) {
      return new Result(false, reason, message, null);
    }
  }

  /** Looks; blocks for some seconds at most. */
  Result run(ApiService service) {
    return problemOfService(service).orElseGet(() -> ask(service));
  }

  private Optional<Result> problemOfService(ApiService service) {
    String called = "service/%s in \"%s\"".formatted(service.service(), service.namespace());
    Optional<ObjectNode> object = state.get("services", service.namespace(), service.service());
    if (object.isEmpty()) {
      return Optional.of(Result.missing("ServiceNotFound", called + " is not present"));
    }
    JsonNode spec = object.get().path("spec");
    if (!spec.path("type").asText("ClusterIP").equals("ClusterIP")) return Optional.empty();
    JsonNode port = port(spec, service.port());
    if (port == null) {
      return Optional.of(
          Result.missing(
              "ServicePortError", called + " is not listening on port " + service.port()));
    }
    List<ObjectNode> slices =
        state.list(SLICES, service.namespace()).stream()
            .filter(slice -> ofService(slice, service.service()))
            .toList();
    if (slices.isEmpty()) {
      return Optional.of(
          Result.missing("EndpointsNotFound", "cannot find endpointslices for " + called));
    }
    String portName = port.path("name").asText("");
    if (slices.stream().anyMatch(slice -> hasAddress(slice, portName))) return Optional.empty();
    return Optional.of(
        Result.missing(
            "MissingEndpoints",
            "endpointslices for %s have no addresses with port name \"%s\""
                .formatted(called, portName)));
  }

  private static JsonNode port(JsonNode spec, int number) {
    for (JsonNode port : spec.path("ports")) {
      if (port.path("port").asInt() == number) return port;
    }
    return null;
  }

  private static boolean ofService(ObjectNode slice, String service) {
    JsonNode labels = slice.path("metadata").path("labels");
    return labels.path("kubernetes.io/service-name").asText().equals(service);
  }

  private static boolean hasAddress(ObjectNode slice, String portName) {
    boolean hasPort = false;
    for (JsonNode port : slice.path("ports")) {
      hasPort |= port.path("name").asText("").equals(portName);
    }
    if (!hasPort) return false;
    for (JsonNode endpoint : slice.path("endpoints")) {
      if (endpoint.at("/conditions/ready").asBoolean(true)) return true;
    }
    return false;
  }

  private Result ask(ApiService service) {
    String path = "/apis/" + service.groupVersion();
    Backend backend = null;
    String url = "https://" + service.serverName() + ":" + service.port() + path;
    try {
      backend = servers.of(service);
      url = "https://" + backend.host() + ":" + backend.port() + path;
      ExtensionDocument answer = ExtensionDocument.read(servers.loop(), backend, path);
      if (answer.status() / 100 != 2) {
        return failed("bad status from " + url + ": " + answer.status());
      }
      return new Result(true, "Passed", "all checks passed", answer.object());
    } catch (WebhookFailure nowhere) {
      return failed(missing(url) + nowhere.getMessage());
    } catch (ExecutionException problem) {
      String why = DialErrors.message(backend, problem.getCause());
      return failed(missing(url) + "Get \"" + url + "\": " + why);
    } catch (TimeoutException late) {
      return failed(missing(url) + "Get \"" + url + "\": context deadline exceeded");
    } catch (IOException malformed) {
      return failed(missing(url) + malformed.getMessage());
    }
  }

  private static String missing(String url) {
    return "failing or missing response from " + url + ": ";
  }

  private static Result failed(String message) {
    return Result.missing("FailedDiscoveryCheck", message);
  }
}
