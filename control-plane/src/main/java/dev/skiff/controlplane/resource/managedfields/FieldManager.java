package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Keeps {@code metadata.managedFields} of the objects of one resource: who owns which field. As
 * KEP-555 (server-side apply) and the API's documentation prescribe it.
 */
public final class FieldManager {
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";
  private static final String MANAGED_FIELDS = "managedFields";

  private final Shape shape;
  private final Shapes shapes;
  private final String subresource;

  /**
   * @param shape of the objects in the version of the request
   * @param shapes for fields that are owned in other versions
   * @param subresource through which objects are written; empty for the object itself
   */
  public FieldManager(Shape shape, Shapes shapes, String subresource) {
    this.shape = shape;
    this.shapes = shapes;
    this.subresource = subresource;
  }

  /** Notes who has made a new object, in the object. */
  public void created(ObjectNode object, String manager) {
    JsonNode given = managedFields(object);
    Managers managers = isReset(given) ? new Managers() : valid(given);
    detach(object);
    note(nothing(), object, managers, ManagerId.updater(manager, shape.apiVersion(), subresource));
    set(object, managers.write());
  }

  /**
   * Notes who has changed an object, in its new state.
   *
   * @param live the present state; left as it is
   * @param updated the new state, with the managedFields that the client asks for
   */
  public void updated(ObjectNode live, ObjectNode updated, String manager) {
    Managers managers = liveOrGiven(live, managedFields(updated));
    detach(updated);
    if (managers.isEmpty()) return;
    followSchema(managers);
    note(live, updated, managers, ManagerId.updater(manager, shape.apiVersion(), subresource));
    set(updated, managers.write());
  }

  /**
   * Applies a configuration.
   *
   * @param live the present state, left as it is; null if there is none yet
   * @param configuration left as it is
   * @param force take fields that others own
   * @return the new state, without defaults for what was added; shares values with both arguments
   * @throws ConflictException if it changes what others own
   * @throws StructureException if it does not have the shape of its kind
   */
  public ObjectNode apply(
      ObjectNode live, ObjectNode configuration, String manager, boolean force) {
    ObjectNode present = live == null ? JsonNodeFactory.instance.objectNode() : live;
    try {
      return applied(present, configuration, manager, force);
    } catch (ConflictException conflict) {
      if (!manager.equals(LastApplied.MANAGER)) throw conflict;
      FieldSet mine = LastApplied.ownFields(shape, present);
      ConflictException rest = conflict.without(mine);
      if (rest != null) throw rest;
      return applied(present, configuration, manager, true);
    }
  }

  private ObjectNode applied(
      ObjectNode live, ObjectNode configuration, String manager, boolean force) {
    Managers managers = readLive(live);
    if (managers.isEmpty() && !live.isEmpty()) {
      ManagerId before = ManagerId.updater(BEFORE_FIRST_APPLY, shape.apiVersion(), subresource);
      note(nothing(), live, managers, before);
    }
    checkShape(configuration);
    followSchema(managers);
    ManagerId self = ManagerId.applier(manager, subresource);
    Application application = new Application(shape, shapes, managers, self);
    ObjectNode result = application.apply(live, configuration, force);
    boolean unchanged = result.equals(live);
    if (!unchanged && managers.get(self) != null) {
      managers.owners().put(self, managers.get(self).at(now()));
    }
    ObjectNode answer = result.objectNode();
    answer.setAll(result);
    if (result.get("metadata") instanceof ObjectNode metadata) {
      answer.set("metadata", metadata.objectNode().setAll(metadata));
    }
    set(answer, managers.write());
    LastApplied.renew(answer, configuration, manager);
    return answer;
  }

  /** Whether two managedFields say the same but for the times; false if they are equal. */
  public static boolean differInTimeOnly(JsonNode left, JsonNode right) {
    if (left == null || right == null || left.size() != right.size()) return false;
    boolean times = false;
    for (int i = 0; i < left.size(); i++) {
      if (left.get(i).equals(right.get(i))) continue;
      if (!(left.get(i) instanceof ObjectNode one && right.get(i) instanceof ObjectNode other)) {
        return false;
      }
      if (!withoutTime(one).equals(withoutTime(other))) return false;
      times = true;
    }
    return times;
  }

  /** What is wrong with managedFields, in upstream's words; empty if nothing is. */
  public static Optional<String> problem(JsonNode managedFields) {
    try {
      Managers.read(managedFields).owners().values().forEach(Ownership::set);
      return Optional.empty();
    } catch (IllegalArgumentException invalid) {
      return Optional.of(invalid.getMessage());
    }
  }

  private static ObjectNode withoutTime(ObjectNode entry) {
    ObjectNode copy = entry.objectNode();
    copy.setAll(entry);
    return copy.without("time");
  }

  private void checkShape(ObjectNode configuration) {
    try {
      ConfigurationCheck.check(shape.schema(), configuration);
    } catch (StructureException wrong) {
      JsonNode metadata = configuration.path("metadata");
      String apiVersion = shape.apiVersion();
      throw new StructureException(
          "failed to create typed patch object (%s/%s; %s, Kind=%s): %s"
              .formatted(
                  metadata.path("namespace").asText(""),
                  metadata.path("name").asText(""),
                  apiVersion.contains("/") ? apiVersion : "/" + apiVersion,
                  configuration.path("kind").asText(),
                  wrong.getMessage()));
    }
  }

  /** Notes what an update changed: nobody but the updater owns it any more. */
  private void note(ObjectNode before, ObjectNode after, Managers managers, ManagerId self) {
    Comparison own = shape.compare(before, after);
    Transfer.of(shape, shapes, own, before, after).take(managers, null);
    FieldSet changed = own.modified().union(own.added());
    if (!changed.isEmpty()) {
      Ownership previous = managers.get(self);
      FieldSet set = previous == null ? changed : changed.union(previous.set());
      managers.put(self, Ownership.of(shape.apiVersion(), now(), set));
    }
    managers.capUpdaters();
  }

  /** The schema of a custom resource may have changed since its owners were noted. */
  private void followSchema(Managers managers) {
    if (shape.schema().name() != null) return;
    managers
        .owners()
        .replaceAll(
            (id, owned) ->
                shapeOf(owned.apiVersion())
                    .map(version -> owned.with(Wholes.of(owned.set(), version.schema())))
                    .orElse(owned));
  }

  private Optional<Shape> shapeOf(String apiVersion) {
    return apiVersion.equals(shape.apiVersion()) ? Optional.of(shape) : shapes.find(apiVersion);
  }

  private Managers liveOrGiven(ObjectNode live, JsonNode given) {
    if (!subresource.isEmpty()) return valid(managedFields(live));
    if (isReset(given)) return new Managers();
    JsonNode present = managedFields(live);
    if (given == null || given.equals(present)) return valid(present);
    Managers managers = valid(given);
    return managers.isEmpty() ? valid(present) : managers;
  }

  /** What managedFields say; nothing if they are invalid. */
  private static Managers valid(JsonNode managedFields) {
    try {
      Managers managers = Managers.read(managedFields);
      managers.owners().values().forEach(Ownership::set);
      return managers;
    } catch (IllegalArgumentException invalid) {
      return new Managers();
    }
  }

  private static Managers readLive(ObjectNode live) {
    try {
      return Managers.read(managedFields(live));
    } catch (IllegalArgumentException invalid) {
      throw new StructureException("failed to decode managed fields: " + invalid.getMessage());
    }
  }

  /** An empty list, or a list of one empty entry, is how clients ask to forget all owners. */
  private static boolean isReset(JsonNode managedFields) {
    if (!(managedFields instanceof ArrayNode entries)) return false;
    return entries.isEmpty() || (entries.size() == 1 && entries.get(0).isEmpty());
  }

  /** What an object of the kind shows before anybody has set a field. */
  private ObjectNode nothing() {
    Schema schema = shape.schema();
    ObjectNode zero = JsonNodeFactory.instance.objectNode();
    if (schema.name() == null) return zero;
    if (schema.zero() != null) zero.setAll(schema.zero());
    zero.putObject("metadata");
    return zero;
  }

  private static JsonNode managedFields(ObjectNode object) {
    return object.path("metadata").get(MANAGED_FIELDS);
  }

  private static void detach(ObjectNode object) {
    if (object.get("metadata") instanceof ObjectNode metadata) metadata.remove(MANAGED_FIELDS);
  }

  private static void set(ObjectNode object, ArrayNode managedFields) {
    if (managedFields == null) detach(object);
    else object.withObjectProperty("metadata").set(MANAGED_FIELDS, managedFields);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
