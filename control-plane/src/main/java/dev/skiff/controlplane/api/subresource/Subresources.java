package dev.skiff.controlplane.api.subresource;

import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.verb.ResourceCall;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The subresources whose form or effect is not that of their object. */
@Singleton
public final class Subresources {
  private final Map<String, Handler> handlers = new HashMap<>();

  Subresources(Instance<Handler> all) {
    for (Handler handler : all) {
      for (String name : handler.names()) handlers.put(name, handler);
    }
  }

  /** Answers requests for a subresource. */
  public interface Handler {

    /** What it serves: {@code pods/binding}, or {@code scale} for that of every resource. */
    Iterable<String> names();

    /**
     * Answers; the verb is one that the subresource is declared to have.
     *
     * @throws dev.skiff.controlplane.api.StatusException to refuse
     */
    ApiResponse handle(ResourceCall call);
  }

  /**
   * The handler of a subresource, if it has one of its own.
   *
   * @param groupResource for example {@code pods}
   */
  public Optional<Handler> find(String groupResource, String subresource) {
    Handler own = handlers.get(groupResource + "/" + subresource);
    return Optional.ofNullable(own != null ? own : handlers.get(subresource));
  }
}
