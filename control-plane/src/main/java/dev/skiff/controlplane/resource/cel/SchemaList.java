package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.AbstractList;
import java.util.RandomAccess;

/** A JSON array with a schema as a CEL list. */
class SchemaList extends AbstractList<Object> implements RandomAccess {
  final ArrayNode array;
  final Schema schema;

  SchemaList(ArrayNode array, Schema schema) {
    this.array = array;
    this.schema = schema;
  }

  @Override
  public Object get(int index) {
    return SchemaValues.of(array.get(index), schema.items());
  }

  @Override
  public int size() {
    return array.size();
  }
}
