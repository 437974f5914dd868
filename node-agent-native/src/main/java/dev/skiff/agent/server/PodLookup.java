package dev.skiff.agent.server;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.Optional;

/** The pods of this node as their objects were last seen. */
public interface PodLookup {

  Collection<Pod> pods();

  Optional<Pod> pod(String namespace, String name);

  /** Calls {@code changed} after each change of a pod until the subscription is closed. */
  Subscription onChange(Pod pod, Runnable changed);

  /** Ends the calls. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
