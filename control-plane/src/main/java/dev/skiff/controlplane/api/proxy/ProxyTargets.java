package dev.skiff.controlplane.api.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.node.NodeBackends;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.cache.WatchCache;
import dev.skiff.controlplane.store.Key;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Finds the server that {@code /proxy} of a Pod, a Service or a Node leads to. */
@Singleton
final class ProxyTargets {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int CONNECTIONS = 1000;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final WatchCache cache;
  private final NodeBackends nodes;
  private final HttpClient requests;
  private final NetClient plainConnections;
  private final NetClient tlsConnections;

  ProxyTargets(WatchCache cache, NodeBackends nodes, Vertx vertx) {
    this.cache = cache;
    this.nodes = nodes;
    // Pods have certificates of all sorts: the one who asks knows whom he asks.
    this.requests =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setTrustAll(true)
                .setVerifyHost(false)
                .setConnectTimeout(CONNECT_MILLIS),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    NetClientOptions plain = new NetClientOptions().setConnectTimeout(CONNECT_MILLIS);
    this.plainConnections = vertx.createNetClient(plain);
    this.tlsConnections =
        vertx.createNetClient(
            new NetClientOptions(plain)
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm(""));
  }

  /**
   * The server.
   *
   * @throws dev.skiff.controlplane.api.StatusException if there is none
   */
  Backend of(RequestInfo info) {
    String kind = info.resource().substring(0, info.resource().length() - 1);
    ProxyName name =
        ProxyName.parse(info.name())
            .orElseThrow(
                () -> Statuses.badRequest("invalid " + kind + " request \"" + info.name() + "\""));
    return switch (kind) {
      case "pod" -> pod(info.namespace(), name);
      case "service" -> service(info, name);
      default -> node(name);
    };
  }

  private Backend pod(String namespace, ProxyName name) {
    JsonNode pod = get("pods", namespace, name.name());
    String address = pod.at("/status/podIP").asText("");
    String port = name.port();
    if (port.isEmpty()) {
      for (JsonNode container : pod.at("/spec/containers")) {
        if (container.path("ports").isEmpty()) continue;
        port = container.at("/ports/0/containerPort").asText();
        break;
      }
    }
    return backend(name.tls(), address, port);
  }

  private Backend service(RequestInfo info, ProxyName name) {
    String port = name.port();
    if (port.matches("[0-9]+")) {
      port =
          ServiceEndpoint.portName(get("services", info.namespace(), name.name()), port)
              .orElseThrow(
                  () ->
                      Statuses.unavailable(
                          "no service port %s found for service \"%s\""
                              .formatted(name.port(), name.name())));
    }
    JsonNode endpoints = get("endpoints", info.namespace(), name.name());
    if (endpoints.path("subsets").isEmpty()) throw noEndpoints(name.name());
    ServiceEndpoint endpoint =
        ServiceEndpoint.choose(endpoints, port, pod -> find("pods", info.namespace(), pod))
            .orElseThrow(() -> noEndpoints(info.name()));
    return backend(name.tls(), endpoint.address(), String.valueOf(endpoint.port()));
  }

  private static RuntimeException noEndpoints(String name) {
    return Statuses.unavailable("no endpoints available for service \"" + name + "\"");
  }

  private Backend node(ProxyName name) {
    Backend agent = nodes.of(name.name());
    // Nodes say themselves where they are.
    requireProxyable(agent.host());
    if (name.port().isEmpty() || name.port().equals(String.valueOf(agent.port()))) return agent;
    return backend(name.tls(), agent.host(), name.port());
  }

  private Backend backend(boolean tls, String address, String port) {
    requireProxyable(address);
    int number = port.isEmpty() ? (tls ? HTTPS : HTTP) : number(port);
    return new Backend(
        tls, address, number, null, requests, tls ? tlsConnections : plainConnections);
  }

  /** A port's number; one that there cannot be is only found out by who dials it. */
  private static int number(String port) {
    if (!port.matches("-?[0-9]+")) throw Statuses.badRequest("invalid port \"" + port + "\"");
    if (port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 0xffff)
      return Integer.parseInt(port);
    throw Statuses.unavailable(
        "error trying to reach service: dial tcp: address " + port + ": invalid port");
  }

  /** Nobody reaches this machine's own services, or its cloud's, through a forged address. */
  private static void requireProxyable(String address) {
    try {
      InetAddress ip = address.matches("[0-9a-fA-F:.]+") ? InetAddress.getByName(address) : null;
      boolean allowed =
          ip != null
              && !ip.isLoopbackAddress()
              && !ip.isLinkLocalAddress()
              && !ip.isMCLinkLocal()
              && !ip.isMCNodeLocal();
      if (allowed) return;
    } catch (UnknownHostException malformed) {
      // Not allowed either.
    }
    throw Statuses.badRequest("address not allowed");
  }

  private JsonNode get(String resource, String namespace, String name) {
    return find(resource, namespace, name).orElseThrow(() -> Statuses.notFound("", resource, name));
  }

  private Optional<ObjectNode> find(String resource, String namespace, String name) {
    return cache
        .get(new Key(resource, namespace, name))
        .map(object -> ObjectBytes.parse(object.json()));
  }
}
