package dev.skiff.operator.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Finalizers keep an object that is being deleted until its controller has cleaned up. Changes are
 * made on the state that the caller saw; a conflict throws, and the request comes back.
 */
public final class Finalizers {
  private final KubernetesClient client;
  private final String name;

  /**
   * @param name qualified name, for example {@code greetings.example.com/cleanup}
   */
  public Finalizers(KubernetesClient client, String name) {
    this.client = Objects.requireNonNull(client);
    this.name = Objects.requireNonNull(name);
  }

  /** Whether the object carries this finalizer. */
  public boolean isOn(HasMetadata object) {
    return object.getMetadata().getFinalizers().contains(name);
  }

  /** Whether the object is being deleted and waits for this finalizer. */
  public boolean isDue(HasMetadata object) {
    return object.getMetadata().getDeletionTimestamp() != null && isOn(object);
  }

  /** Adds the finalizer if it is not there, and returns the object as the server has it now. */
  public <T extends HasMetadata> T add(T object) {
    return isOn(object)
        ? object
        : update(
            object,
            names -> {
              names.add(name);
              return names;
            });
  }

  /** Removes the finalizer, which lets the object go. */
  public <T extends HasMetadata> void remove(T object) {
    if (!isOn(object)) return;
    update(
        object,
        names -> {
          names.remove(name);
          return names;
        });
  }

  private <T extends HasMetadata> T update(T object, UnaryOperator<List<String>> change) {
    T copy = client.getKubernetesSerialization().clone(object);
    List<String> names = new ArrayList<>(copy.getMetadata().getFinalizers());
    copy.getMetadata().setFinalizers(change.apply(names));
    return client.resource(copy).update();
  }
}
