package dev.skiff.agent.volume;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;

/**
 * ConfigMaps and Secrets that pods of this node refer to. Objects are watched one by one (the node
 * authorizer allows no more) as long as somebody holds a {@link Subscription} to them.
 */
public interface ConfigSource {

  /** Which kind of object is meant. */
  enum Kind {
    CONFIG_MAP,
    SECRET
  }

  /** Ends a subscription. */
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * The object as of now, or null if it does not exist.
   *
   * @throws IOException when the API server was not reached or denies the object
   */
  ConfigMap configMap(String namespace, String name) throws IOException;

  /** As {@link #configMap}, for a Secret. */
  Secret secret(String namespace, String name) throws IOException;

  /** Calls {@code changed} after each change of the object, its making and deletion included. */
  Subscription watch(Kind kind, String namespace, String name, Runnable changed);
}
