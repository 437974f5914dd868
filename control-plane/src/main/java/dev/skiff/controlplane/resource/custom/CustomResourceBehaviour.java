package dev.skiff.controlplane.resource.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.behaviour.Behaviour;
import dev.skiff.controlplane.resource.custom.rule.Rules;
import dev.skiff.controlplane.resource.validation.FieldError;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.Set;

/**
 * Behaviour of custom resources: their schema is their rule.
 *
 * @param type the type, in the version of the request
 */
public record CustomResourceBehaviour(ResourceType type) implements Behaviour {
  /** Rules rely on the form that the schema prescribes. */
  private static final Set<FieldError.Type> BLOCKING =
      Set.of(
          FieldError.Type.NOT_SUPPORTED,
          FieldError.Type.REQUIRED,
          FieldError.Type.TOO_LONG,
          FieldError.Type.TOO_MANY,
          FieldError.Type.TYPE_INVALID);

  private static final String BLOCKED =
      "some validation rules were not checked because the object was invalid; correct the existing"
          + " errors to complete validation";
  private static final JsonNode NULL = JsonNodeFactory.instance.nullNode();

  @Override
  public boolean generation() {
    return true;
  }

  @Override
  public void validate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    FieldErrors found = new FieldErrors();
    new SchemaValidator(found).object(type.schema(), object, old);
    EmbeddedObjects.checkInside(type.schema(), object, found);
    type.subresource("scale").ifPresent(scale -> ScaleCounts.check(scale.counts(), object, found));
    found.all().forEach(errors::add);
    Rules rules = Rules.of(type.schema());
    if (rules.isEmpty()) return;
    boolean blocked = found.all().stream().anyMatch(error -> BLOCKING.contains(error.type()));
    if (blocked) errors.add(new FieldError(FieldError.Type.INVALID, "<nil>", NULL, BLOCKED));
    else rules.check(object, old, errors);
  }

  @Override
  public void validateStatusUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
    validate(object, old, errors);
  }
}
