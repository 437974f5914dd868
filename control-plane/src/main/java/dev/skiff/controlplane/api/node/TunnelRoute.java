package dev.skiff.controlplane.api.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.proxy.ConnectGate;
import dev.skiff.controlplane.api.proxy.Course;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.store.Key;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * {@code pods/exec}, {@code pods/attach} and {@code pods/portforward}: the connection becomes a
 * tunnel of raw bytes to the agent of the Pod's node, whatever protocol the two ends speak.
 */
@Singleton
final class TunnelRoute {
  private static final Set<String> SUBRESOURCES = Set.of("exec", "attach", "portforward");

  private static final String PATH =
      "/api/v1/namespaces/[^/]+/pods/[^/]+/(" + String.join("|", SUBRESOURCES) + ")";

  /** Before anything reads the body. */
  private static final int FIRST = -1000;

  private static final Set<String> UPGRADES = Set.of("websocket", "spdy/3.1");

  private final ConnectGate gate;
  private final WatchCache cache;
  private final Tunnel tunnel;

  TunnelRoute(ConnectGate gate, WatchCache cache, Tunnel tunnel) {
    this.gate = gate;
    this.cache = cache;
    this.tunnel = tunnel;
  }

  void register(@Observes Router router) {
    router.routeWithRegex(PATH).order(FIRST).handler(this::handle);
  }

  private void handle(RoutingContext context) {
    gate.pass(
        context,
        SUBRESOURCES,
        info -> info.verb().equals("create") ? List.of(info) : List.of(info, forCreate(info)),
        (known, info, course) -> connect(context.request(), known, info, course));
  }

  /** WebSockets begin with GET, but to run something is to create, whatever the method. */
  private static RequestInfo forCreate(RequestInfo info) {
    return new RequestInfo(
        true,
        "create",
        info.group(),
        info.version(),
        info.namespace(),
        info.resource(),
        info.subresource(),
        info.name(),
        info.collection(),
        info.rest(),
        info.path());
  }

  private void connect(
      HttpServerRequest request, ApiRequest known, RequestInfo info, Course course) {
    ObjectNode pod =
        cache
            .get(new Key("pods", info.namespace(), info.name()))
            .map(object -> ObjectBytes.parse(object.json()))
            .orElseThrow(() -> Statuses.notFound("", "pods", info.name()));
    String node = pod.at("/spec/nodeName").asText("");
    if (node.isEmpty()) {
      throw Statuses.badRequest("pod " + info.name() + " does not have a host assigned");
    }
    boolean portForward = info.subresource().equals("portforward");
    String path =
        portForward
            ? "/portForward/%s/%s".formatted(info.namespace(), info.name())
            : "/%s/%s/%s/%s"
                .formatted(
                    info.subresource(),
                    info.namespace(),
                    info.name(),
                    PodContainers.choose(pod, known.parameter("container")));
    String upgrade = request.getHeader("Upgrade");
    if (upgrade == null || !UPGRADES.contains(upgrade.toLowerCase(java.util.Locale.ROOT))) {
      throw Statuses.badRequest("Upgrade request required");
    }
    tunnel.open(request, node, path + query(known, portForward), course);
  }

  /** The agent knows the options of exec by the names of its own API, as upstream's kubelet. */
  private static String query(ApiRequest request, boolean portForward) {
    StringBuilder query = new StringBuilder();
    request
        .query()
        .forEach(
            (name, values) -> {
              String option = portForward ? name : agentName(name);
              for (String value : values) {
                String sent = isStream(name) ? "1" : value;
                if (option == null || (isStream(name) && !RequestInfoResolver.isTrue(value)))
                  continue;
                query
                    .append(query.isEmpty() ? '?' : '&')
                    .append(option)
                    .append('=')
                    .append(URLEncoder.encode(sent, StandardCharsets.UTF_8));
              }
            });
    return query.toString();
  }

  private static boolean isStream(String name) {
    return Set.of("stdin", "stdout", "stderr", "tty").contains(name);
  }

  private static String agentName(String name) {
    return switch (name) {
      case "stdin" -> "input";
      case "stdout" -> "output";
      case "stderr" -> "error";
      case "tty" -> "tty";
      case "command" -> "command";
      default -> null;
    };
  }
}
