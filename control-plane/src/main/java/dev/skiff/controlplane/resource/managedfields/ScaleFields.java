package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Map;

/**
 * Turns managedFields of an object into those of its Scale, and back: who owns the replicas of one
 * owns those of the other.
 */
public final class ScaleFields {
  private static final String SCALE_VERSION = "autoscaling/v1";
  private static final FieldSet REPLICAS = FieldSet.ofFields("spec", "replicas");
  private static final String[] REPLICAS_PATH = {"spec", "replicas"};

  private final JsonNode managedFields;
  private final String apiVersion;
  private final String[] path;

  /**
   * @param managedFields of the object; may be null
   * @param apiVersion of the object in the request
   * @param path of the replicas in the object, for example spec, replicas
   */
  public ScaleFields(JsonNode managedFields, String apiVersion, String... path) {
    this.managedFields = managedFields;
    this.apiVersion = apiVersion;
    this.path = path;
  }

  /** The managedFields of the Scale; null if nobody owns the replicas. */
  public ArrayNode toScale() {
    Managers scale = new Managers();
    for (Map.Entry<ManagerId, Ownership> owner : read(managedFields).owners().entrySet()) {
      if (!owner.getValue().set().hasFields(path)) continue;
      scale
          .owners()
          .put(owner.getKey(), Ownership.of(SCALE_VERSION, owner.getValue().time(), REPLICAS));
    }
    return scale.write();
  }

  /**
   * The managedFields of the object after its Scale was changed. As upstream has it, the time of an
   * owner who comes from the Scale is not known, and updaters, who are named by their version, come
   * from it anew even if they own what they owned before.
   *
   * @param ofScale of the Scale now; may be null
   * @return null if there are none
   */
  public ArrayNode toObject(JsonNode ofScale) {
    Managers scale = read(ofScale);
    Managers before = read(managedFields);
    Managers object = new Managers();
    FieldSet replicas = FieldSet.ofFields(path);
    for (Map.Entry<ManagerId, Ownership> owner : before.owners().entrySet()) {
      Ownership owned = owner.getValue();
      boolean taken = owned.set().hasFields(path) && scale.owners().remove(owner.getKey()) == null;
      object.put(owner.getKey(), taken ? owned.with(owned.set().difference(replicas)) : owned);
    }
    for (Map.Entry<ManagerId, Ownership> owner : scale.owners().entrySet()) {
      if (!owner.getValue().set().hasFields(REPLICAS_PATH)) continue;
      Ownership known = before.get(owner.getKey());
      String time = known == null ? null : known.time();
      object.put(owner.getKey(), Ownership.of(apiVersion, time, replicas));
    }
    return object.write();
  }

  private static Managers read(JsonNode managedFields) {
    try {
      return Managers.read(managedFields);
    } catch (IllegalArgumentException invalid) {
      return new Managers();
    }
  }
}
