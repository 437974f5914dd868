package dev.skiff.controlplane.informer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.store.Change;
import dev.skiff.controlplane.store.Key;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Committed objects as trees, for those who decide about requests and must look inside. What is
 * handed out is shared: never change it.
 */
public interface ClusterState {

  /**
   * An object's state, which may be a moment old.
   *
   * @param resource group resource such as {@code roles.rbac.authorization.k8s.io}
   * @param namespace empty for cluster-scoped resources
   */
  Optional<ObjectNode> get(String resource, String namespace, String name);

  /**
   * The same, but no older than what is committed now; waits if it has to.
   *
   * @throws dev.skiff.controlplane.api.StatusException 503 if that takes too long
   */
  Optional<ObjectNode> newest(String resource, String namespace, String name);

  /**
   * All objects of a resource.
   *
   * @param namespace only this namespace; empty for all
   */
  List<ObjectNode> list(String resource, String namespace);

  /**
   * Delivers objects as ADDED, before it returns, and every change of them after that, in order, on
   * one thread. If changes were missed, all come again as ADDED, and what has gone as DELETED.
   *
   * @param wanted which objects; must be quick. What is not wanted costs no thread's waking up
   */
  AutoCloseable follow(String resource, Predicate<Key> wanted, Consumer<Event> consumer);

  /** The same for all objects of a resource. */
  default AutoCloseable follow(String resource, Consumer<Event> consumer) {
    return follow(resource, key -> true, consumer);
  }

  /**
   * A change.
   *
   * @param object the state after it; the last state of a deleted object
   */
  record Event(Change.Type type, ObjectNode object) {}
}
