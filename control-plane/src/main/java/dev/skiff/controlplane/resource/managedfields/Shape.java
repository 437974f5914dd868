package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.function.UnaryOperator;

/**
 * The form that an object has in one version.
 *
 * @param schema of whole objects
 * @param apiVersion for example {@code apps/v1}
 * @param reset fields that a write does not set, whatever it says; nobody comes to own them by it
 * @param convert brings an object of any version into this one; leaves its argument as it is
 */
public record Shape(
    Schema schema, String apiVersion, FieldSet reset, UnaryOperator<ObjectNode> convert) {

  private static final FieldSet METADATA = FieldSet.ofFields("metadata");

  /** What became of an object's fields, in the terms of this version. */
  Comparison compare(ObjectNode before, ObjectNode after) {
    return Comparer.compare(schema, convert.apply(before), convert.apply(after)).without(reset);
  }

  /** All fields of an object of this version. */
  FieldSet fields(ObjectNode object) {
    return FieldCollector.collect(schema, object);
  }

  /** The set with the fields that lead to its members; never metadata, which is nobody's. */
  FieldSet named(FieldSet set) {
    return NamedFields.asMembers(schema, set).difference(METADATA);
  }

  ObjectNode remove(ObjectNode object, FieldSet paths) {
    return Remover.remove(schema, object, paths);
  }
}
