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
   * As {@link #is}, from the raw path and query of a request that nobody has read yet.
   *
   * @param query null if there is none
   */
  public static boolean mayBe(String method, String path, String query) {
    if (path == null || !(path.startsWith("/api/") || path.startsWith("/apis/"))) return false;
    boolean reads = method.equals("GET");
    String[] parts = path.split("/");
    // "", api, v1, ... or "", apis, group, version, ...
    int begin = path.startsWith("/api/") ? 3 : 4;
    if (parts.length <= begin) return false;
    if (reads && parts[begin].equals("watch") && parts.length > begin + 1) return true;
    boolean namespaced = parts[begin].equals("namespaces") && parts.length > begin + 2;
    int subresource = begin + (namespaced ? 4 : 2);
    // One object cannot be watched this way: it is read, whatever the query says.
    boolean collection = parts.length < subresource;
    if (reads && collection && query != null && watches(query)) return true;
    return parts.length > subresource && SUBRESOURCES.contains(parts[subresource]);
  }

  private static boolean watches(String query) {
    for (String parameter : query.split("&")) {
      if (parameter.equals("watch")) return true;
      if (parameter.startsWith("watch=")) {
        return RequestInfoResolver.isTrue(parameter.substring("watch=".length()));
      }
    }
    return false;
  }
}
