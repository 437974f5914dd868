package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.AbstractList;
import java.util.RandomAccess;

/** A JSON array as a CEL list: no element is converted before it is asked for. */
final class JsonList extends AbstractList<Object> implements RandomAccess {
  private final ArrayNode array;

  JsonList(ArrayNode array) {
    this.array = array;
  }

  @Override
  public Object get(int index) {
    return JsonValues.of(array.get(index));
  }

  @Override
  public int size() {
    return array.size();
  }
}
