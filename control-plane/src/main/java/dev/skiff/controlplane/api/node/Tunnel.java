package dev.skiff.controlplane.api.node;

import dev.skiff.controlplane.api.proxy.AnswerRewriter;
import dev.skiff.controlplane.api.proxy.Backend;
import dev.skiff.controlplane.api.proxy.Course;
import dev.skiff.controlplane.api.proxy.ReverseProxy;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.util.Map;

/** Joins the connection of a client that asks for an upgrade with one to an agent. */
@Singleton
final class Tunnel {
  private final NodeBackends backends;
  private final ReverseProxy proxy;

  Tunnel(NodeBackends backends, ReverseProxy proxy) {
    this.backends = backends;
    this.proxy = proxy;
  }

  /**
   * Passes the client's request for an upgrade to an agent.
   *
   * @param uri path and query at the agent
   */
  void open(HttpServerRequest request, String node, String uri, Course course) {
    Backend backend = backends.of(node);
    proxy.pass(
        request,
        backend,
        new ReverseProxy.Passage(uri, Map.of(), AnswerRewriter.NONE, course::refuse, course));
  }
}
