package dev.skiff.controlplane.controller;

import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Operator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.Function;

/**
 * What a controller works with.
 *
 * @param operator shares informers among all controllers
 * @param clients a client for a controller's own identity, by its name
 * @param settings what can be configured
 */
public record ControllerContext(
    Operator operator, Function<String, KubernetesClient> clients, ControllerSettings settings) {

  /** The client through which a controller writes. */
  public KubernetesClient client(String controller) {
    return clients.apply(controller);
  }

  /** A controller's recorder of events. */
  public EventRecorder events(String controller, KubernetesClient client) {
    return operator.events(controller, client);
  }
}
