package dev.skiff.clients.fabric8;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A custom resource, as {@code boats-crd.yaml} defines it. */
@Group("clients.skiff.dev")
@Version("v1")
public class Boat extends CustomResource<Boat.Spec, Boat.Status> implements Namespaced {

  /** What is wanted. */
  public record Spec(String name, Integer sails, String rig) {}

  /** What is. */
  public record Status(Integer sails, String selector) {}
}
