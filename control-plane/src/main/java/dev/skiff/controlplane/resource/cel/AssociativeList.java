package dev.skiff.controlplane.resource.cel;

import java.util.List;

/** A list whose order does not matter: {@code x-kubernetes-list-type} set or map. */
interface AssociativeList {
  /** Equality without order. */
  boolean sameAs(List<?> other);

  /** The union, as upstream prescribes for {@code +}: this one's order, the other's values. */
  List<Object> plus(List<?> other);
}
