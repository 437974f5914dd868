package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.List;

/** A list of type set: order does not matter, and {@code +} adds only what is missing. */
final class SchemaSet extends SchemaList implements AssociativeList {
  SchemaSet(ArrayNode array, Schema schema) {
    super(array, schema);
  }

  @Override
  public boolean sameAs(List<?> other) {
    return other.size() == size() && other.stream().allMatch(each -> has(this, each));
  }

  @Override
  public List<Object> plus(List<?> other) {
    List<Object> all = new ArrayList<>(this);
    for (Object each : other) {
      if (!has(all, each)) all.add(each);
    }
    return all;
  }

  private static boolean has(List<?> list, Object wanted) {
    return list.stream().anyMatch(each -> Values.equal(each, wanted));
  }
}
