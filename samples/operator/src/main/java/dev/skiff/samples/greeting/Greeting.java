package dev.skiff.samples.greeting;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** Somebody to greet. */
@Group("samples.skiff.dev")
@Version("v1")
public class Greeting extends CustomResource<Greeting.Spec, Greeting.Status> implements Namespaced {

  /**
   * What is asked for.
   *
   * @param name whom to greet
   */
  public record Spec(String name) {}

  /**
   * What was done.
   *
   * @param text the greeting, as the ConfigMap has it
   */
  public record Status(String text) {}
}
