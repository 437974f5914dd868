package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.behaviour.Behaviour;
import dev.skiff.controlplane.resource.validation.FieldErrors;

/**
 * Behaviour of custom resources: their schema is their rule.
 *
 * @param type the type, in the version of the request
 */
public record CustomResourceBehaviour(ResourceType type) implements Behaviour {
  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, FieldErrors errors) {
    new SchemaValidator(errors).object(type.schema(), object);
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    new SchemaValidator(errors).object(type.schema(), object);
  }
}
