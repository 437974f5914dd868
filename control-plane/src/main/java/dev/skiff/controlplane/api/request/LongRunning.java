package dev.skiff.controlplane.api.request;

import java.util.Set;

/** Requests that go on for as long as somebody listens: watches, logs, proxies and streams. */
public final class LongRunning {
  private static final Set<String> SUBRESOURCES =
      Set.of("attach", "exec", "proxy", "log", "portforward");

  private static final Set<String> CONNECTED = Set.of("attach", "exec", "proxy", "portforward");

  private LongRunning() {}

  /** Whether a request is one, as upstream decides it. */
  public static boolean is(RequestInfo info) {
    return info.resourceRequest()
        && (info.verb().equals("watch") || SUBRESOURCES.contains(info.subresource()));
  }

  /** Whether a request leads to a container or to a server that is none of ours; a log is read. */
  public static boolean connects(RequestInfo info) {
    return info.resourceRequest() && CONNECTED.contains(info.subresource());
  }

  /**
   * Whether a request may take as long as it likes, and is not counted: one that only reads, or
   * whose body is passed on and never held.
   */
  public static boolean unbounded(String method, RequestInfo info) {
    return is(info) && (method.equals("GET") || connects(info));
  }
}
