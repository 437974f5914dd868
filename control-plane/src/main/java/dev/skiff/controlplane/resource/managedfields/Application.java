package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One configuration on its way into an object: merge, prune what was given up, settle conflicts.
 */
final class Application {
  private final Shape shape;
  private final Shapes shapes;
  private final Managers managers;
  private final ManagerId self;

  /**
   * @param managers present owners; changed if the application succeeds
   */
  Application(Shape shape, Shapes shapes, Managers managers, ManagerId self) {
    this.shape = shape;
    this.shapes = shapes;
    this.managers = managers;
    this.self = self;
  }

  /**
   * Applies.
   *
   * @throws ConflictException if it changes what others own, and is not forced
   */
  ObjectNode apply(ObjectNode live, ObjectNode configuration, boolean force) {
    ObjectNode merged = Merger.merge(shape.schema(), live, configuration);
    FieldSet claimed = shape.fields(configuration).recursiveDifference(shape.reset());
    Ownership last = managers.get(self);
    String time = last == null ? null : last.time();
    managers.owners().put(self, Ownership.of(shape.apiVersion(), time, claimed));
    ObjectNode result = last == null ? merged : prune(merged, last, claimed);

    Comparison own = shape.compare(live, result);
    Transfer transfer = Transfer.of(shape, shapes, own, live, result);
    if (!force) {
      Map<ManagerId, FieldSet> conflicts = transfer.conflicts(managers, self);
      if (!conflicts.isEmpty()) throw ConflictException.of(conflicts);
    }
    transfer.take(managers, self);
    if (claimed.isEmpty()) managers.owners().remove(self);
    return result;
  }

  /** Removes what the applier owned and claims no longer, unless somebody else owns it. */
  private ObjectNode prune(ObjectNode merged, Ownership last, FieldSet claimed) {
    boolean sameVersion = last.apiVersion().equals(shape.apiVersion());
    if (sameVersion && last.set().difference(claimed).isEmpty()) return merged;
    Optional<Shape> lastShape = shapeOf(last.apiVersion());
    if (lastShape.isEmpty()) return merged;
    Shape version = lastShape.get();
    ObjectNode before = version.convert().apply(merged);
    FieldSet given = version.named(last.set());
    ObjectNode pruned = version.remove(before, given);

    Map<String, FieldSet> owned = new HashMap<>();
    for (Ownership owner : managers.owners().values()) {
      owned.merge(owner.apiVersion(), owner.set(), FieldSet::union);
    }
    FieldSet here = owned.remove(last.apiVersion());
    if (here != null) pruned = withOwned(version, before, pruned, here);
    for (Map.Entry<String, FieldSet> entry : owned.entrySet()) {
      Optional<Shape> other = shapeOf(entry.getKey());
      if (other.isPresent()) pruned = withOwned(other.get(), before, pruned, entry.getValue());
    }

    pruned = version.convert().apply(pruned);
    FieldSet kept = version.named(version.fields(pruned));
    FieldSet gone = version.named(version.fields(before)).difference(kept).intersection(given);
    return shape.convert().apply(version.remove(before, gone));
  }

  /** What was pruned, with that put back which others own in a version. */
  private static ObjectNode withOwned(
      Shape version, ObjectNode merged, ObjectNode pruned, FieldSet owned) {
    ObjectNode whole = version.convert().apply(merged);
    FieldSet all = version.named(version.fields(whole));
    FieldSet kept = version.named(version.fields(version.convert().apply(pruned)));
    return version.remove(whole, all.difference(kept.union(version.named(owned))));
  }

  private Optional<Shape> shapeOf(String apiVersion) {
    return apiVersion.equals(shape.apiVersion()) ? Optional.of(shape) : shapes.find(apiVersion);
  }
}
