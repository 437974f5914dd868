package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The cells of devices and of priority and fairness. */
final class OtherCells {
  static final Map<String, Cells.Maker> MAKERS =
      Map.of(
          "resourceclaims.resource.k8s.io", OtherCells::claim,
          "resourceslices.resource.k8s.io", OtherCells::slice,
          "flowschemas.flowcontrol.apiserver.k8s.io", OtherCells::flowSchema,
          "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io", OtherCells::priorityLevel);

  private OtherCells() {}

  private static List<Object> claim(JsonNode object, Instant now) {
    List<String> states = new ArrayList<>();
    boolean going = object.path("metadata").has("deletionTimestamp");
    boolean allocated = object.path("status").has("allocation");
    if (going) states.add("deleted");
    if (allocated) states.add("allocated");
    else if (!going) states.add("pending");
    if (allocated && !object.at("/status/reservedFor").isEmpty()) states.add("reserved");
    return List.of(Cells.name(object), String.join(",", states), Cells.age(object, now));
  }

  private static List<Object> slice(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.text(object, "/spec/nodeName"),
        Cells.text(object, "/spec/driver"),
        Cells.text(object, "/spec/pool/name"),
        Cells.age(object, now));
  }

  private static List<Object> flowSchema(JsonNode object, Instant now) {
    String dangling = "?";
    for (JsonNode condition : object.at("/status/conditions")) {
      if (Cells.text(condition, "/type").equals("Dangling")) {
        dangling = Cells.text(condition, "/status");
      }
    }
    return List.of(
        Cells.name(object),
        Cells.text(object, "/spec/priorityLevelConfiguration/name"),
        Cells.number(object, "/spec/matchingPrecedence"),
        Cells.orNone(object, "/spec/distinguisherMethod/type"),
        Cells.age(object, now),
        dangling);
  }

  private static List<Object> priorityLevel(JsonNode object, Instant now) {
    JsonNode limited = object.at("/spec/limited");
    JsonNode queuing = limited.at("/limitResponse/queuing");
    return List.of(
        Cells.name(object),
        Cells.text(object, "/spec/type"),
        numberOrNone(limited, "/nominalConcurrencyShares"),
        numberOrNone(queuing, "/queues"),
        numberOrNone(queuing, "/handSize"),
        numberOrNone(queuing, "/queueLengthLimit"),
        Cells.age(object, now));
  }

  private static Object numberOrNone(JsonNode object, String pointer) {
    JsonNode value = object.at(pointer);
    return value.isNumber() ? (Object) value.longValue() : Cells.NONE;
  }
}
