package dev.skiff.controlplane.resource.cel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.skiff.controlplane.resource.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A list of type set: order does not matter, and {@code +} adds only what is missing. */
final class SchemaSet extends SchemaList implements AssociativeList {
  SchemaSet(ArrayNode array, Schema schema) {
    super(array, schema);
  }

  @Override
  public boolean sameAs(List<?> other) {
    if (other.size() != size()) return false;
    Set<Object> known = hashable(this);
    return other.stream().map(Values::hashable).allMatch(known::contains);
  }

  @Override
  public List<Object> plus(List<?> other) {
    Cost.look(other.size());
    List<Object> all = new ArrayList<>(this);
    Set<Object> known = hashable(this);
    for (Object each : other) {
      if (known.add(Values.hashable(each))) all.add(each);
    }
    return all;
  }

  private static Set<Object> hashable(List<?> list) {
    return list.stream().map(Values::hashable).collect(Collectors.toCollection(HashSet::new));
  }
}
