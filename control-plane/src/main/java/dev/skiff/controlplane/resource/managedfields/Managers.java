package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All owners of an object's fields: metadata.managedFields, decoded. Mutable. */
final class Managers {
  /** More updaters than this are united, the oldest first. */
  private static final int MAXIMUM_UPDATERS = 10;

  private static final String OLD_UPDATERS = "ancient-changes";
  private static final String FIELDS_V1 = "FieldsV1";

  private static final Comparator<Map.Entry<ManagerId, Ownership>> ORDER =
      Comparator.comparing((Map.Entry<ManagerId, Ownership> entry) -> entry.getKey().operation())
          .thenComparing(entry -> time(entry.getValue()))
          .thenComparing(entry -> entry.getKey().manager())
          .thenComparing(entry -> entry.getValue().apiVersion())
          .thenComparing(entry -> entry.getKey().subresource());

  private final Map<ManagerId, Ownership> owners = new LinkedHashMap<>();

  Managers() {}

  /**
   * Reads managedFields.
   *
   * @param node null or a list of entries
   * @throws IllegalArgumentException in upstream's words if they are invalid
   */
  static Managers read(JsonNode node) {
    Managers managers = new Managers();
    if (!(node instanceof ArrayNode entries)) return managers;
    int index = 0;
    for (JsonNode entry : entries) {
      managers.add(entry, index++);
    }
    return managers;
  }

  private void add(JsonNode entry, int index) {
    String operation = text(entry, "operation");
    if (!operation.equals(ManagerId.APPLY) && !operation.equals(ManagerId.UPDATE)) {
      throw new IllegalArgumentException("operation must be `Apply` or `Update`");
    }
    String apiVersion = text(entry, "apiVersion");
    if (apiVersion.isEmpty()) throw new IllegalArgumentException("apiVersion must not be empty");
    String fieldsType = text(entry, "fieldsType");
    if (fieldsType.isEmpty()) {
      throw new IllegalArgumentException("missing fieldsType in managed fields entry " + index);
    }
    if (!fieldsType.equals(FIELDS_V1)) {
      throw new IllegalArgumentException(
          "invalid fieldsType \"" + fieldsType + "\" in managed fields entry " + index);
    }
    boolean applied = operation.equals(ManagerId.APPLY);
    ManagerId id =
        new ManagerId(
            text(entry, "manager"),
            operation,
            applied ? "" : apiVersion,
            text(entry, "subresource"));
    owners.put(
        id, Ownership.read(apiVersion, entry.path("time").textValue(), entry.get("fieldsV1")));
  }

  private static String text(JsonNode entry, String field) {
    return entry.path(field).asText("");
  }

  boolean isEmpty() {
    return owners.isEmpty();
  }

  Map<ManagerId, Ownership> owners() {
    return owners;
  }

  Ownership get(ManagerId id) {
    return owners.get(id);
  }

  /** Sets what a manager owns; one that owns nothing is no manager. */
  void put(ManagerId id, Ownership ownership) {
    if (ownership.set().isEmpty()) owners.remove(id);
    else owners.put(id, ownership);
  }

  /** Unites the oldest updaters of each version until there are not too many of them. */
  void capUpdaters() {
    List<Map.Entry<ManagerId, Ownership>> updaters = new ArrayList<>();
    for (Map.Entry<ManagerId, Ownership> entry : owners.entrySet()) {
      if (!entry.getKey().applied()) updaters.add(Map.entry(entry.getKey(), entry.getValue()));
    }
    if (updaters.size() <= MAXIMUM_UPDATERS) return;
    updaters.sort(ORDER);
    int excess = updaters.size() - MAXIMUM_UPDATERS;
    Map<String, ManagerId> firstOfVersion = new LinkedHashMap<>();
    for (Map.Entry<ManagerId, Ownership> updater : updaters) {
      if (excess == 0) return;
      Ownership owned = updater.getValue();
      ManagerId first = firstOfVersion.putIfAbsent(owned.apiVersion(), updater.getKey());
      if (first == null) continue;
      ManagerId bucket = ManagerId.updater(OLD_UPDATERS, owned.apiVersion(), "");
      Ownership before = owners.containsKey(bucket) ? owners.get(bucket) : owners.remove(first);
      owners.put(
          bucket, Ownership.of(owned.apiVersion(), owned.time(), owned.set().union(before.set())));
      if (!updater.getKey().equals(bucket)) owners.remove(updater.getKey());
      excess--;
    }
  }

  /** Writes managedFields; null if there are none. */
  ArrayNode write() {
    if (owners.isEmpty()) return null;
    List<Map.Entry<ManagerId, Ownership>> sorted = new ArrayList<>(owners.entrySet());
    sorted.sort(ORDER);
    ArrayNode entries = JsonNodeFactory.instance.arrayNode();
    for (Map.Entry<ManagerId, Ownership> owner : sorted) {
      ObjectNode entry = entries.addObject();
      ManagerId id = owner.getKey();
      Ownership owned = owner.getValue();
      if (!id.manager().isEmpty()) entry.put("manager", id.manager());
      entry.put("operation", id.operation());
      entry.put("apiVersion", owned.apiVersion());
      if (owned.time() != null) entry.put("time", owned.time());
      entry.put("fieldsType", FIELDS_V1);
      entry.set("fieldsV1", owned.fieldsV1());
      if (!id.subresource().isEmpty()) entry.put("subresource", id.subresource());
    }
    return entries;
  }

  private static String time(Ownership ownership) {
    return ownership.time() == null ? "" : ownership.time();
  }
}
