package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The cells of the core group's other kinds. */
final class CoreCells {
  static final Map<String, Cells.Maker> MAKERS =
      Map.ofEntries(
          Map.entry("namespaces", CoreCells::namespace),
          Map.entry("nodes", CoreCells::node),
          Map.entry("configmaps", CoreCells::configMap),
          Map.entry("secrets", CoreCells::secret),
          Map.entry("events", CoreCells::event),
          Map.entry("events.events.k8s.io", CoreCells::event),
          Map.entry("resourcequotas", CoreCells::resourceQuota),
          Map.entry("componentstatuses", CoreCells::componentStatus),
          Map.entry("leases.coordination.k8s.io", CoreCells::lease));

  private static final String ROLE = "node-role.kubernetes.io/";

  private CoreCells() {}

  private static List<Object> namespace(JsonNode object, Instant now) {
    return List.of(Cells.name(object), Cells.text(object, "/status/phase"), Cells.age(object, now));
  }

  private static List<Object> node(JsonNode object, Instant now) {
    String ready = "Unknown";
    for (JsonNode condition : object.at("/status/conditions")) {
      if (Cells.text(condition, "/type").equals("Ready")) {
        ready = Cells.text(condition, "/status").equals("True") ? "Ready" : "NotReady";
      }
    }
    if (object.at("/spec/unschedulable").asBoolean()) ready += ",SchedulingDisabled";
    TreeSet<String> roles = new TreeSet<>();
    for (var label : object.at("/metadata/labels").properties()) {
      if (label.getKey().startsWith(ROLE)) roles.add(label.getKey().substring(ROLE.length()));
      if (label.getKey().equals("kubernetes.io/role")) roles.add(label.getValue().asText());
    }
    roles.remove("");
    JsonNode info = object.at("/status/nodeInfo");
    return List.of(
        Cells.name(object),
        ready,
        Cells.orNone(String.join(",", roles)),
        Cells.age(object, now),
        Cells.text(info, "/kubeletVersion"),
        address(object, "InternalIP"),
        address(object, "ExternalIP"),
        unknown(info, "/osImage"),
        unknown(info, "/kernelVersion"),
        unknown(info, "/containerRuntimeVersion"));
  }

  private static String address(JsonNode node, String type) {
    for (JsonNode address : node.at("/status/addresses")) {
      if (Cells.text(address, "/type").equals(type)) return Cells.text(address, "/address");
    }
    return Cells.NONE;
  }

  private static String unknown(JsonNode object, String pointer) {
    String text = Cells.text(object, pointer);
    return text.isEmpty() ? "<unknown>" : text;
  }

  private static List<Object> configMap(JsonNode object, Instant now) {
    int size = object.path("data").size() + object.path("binaryData").size();
    return List.of(Cells.name(object), size, Cells.age(object, now));
  }

  private static List<Object> secret(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.text(object, "/type"),
        object.path("data").size(),
        Cells.age(object, now));
  }

  private static List<Object> event(JsonNode object, Instant now) {
    boolean core = object.has("involvedObject");
    JsonNode about = core ? object.path("involvedObject") : object.path("regarding");
    String first = Cells.text(object, core ? "/firstTimestamp" : "/deprecatedFirstTimestamp");
    String last = Cells.text(object, core ? "/lastTimestamp" : "/deprecatedLastTimestamp");
    String time = Cells.text(object, "/eventTime");
    if (first.isEmpty()) first = time;
    String series = Cells.text(object, "/series/lastObservedTime");
    if (!series.isEmpty()) last = series;
    if (last.isEmpty()) last = first;
    long count = Cells.number(object, core ? "/count" : "/deprecatedCount");
    if (object.has("series")) count = Cells.number(object, "/series/count");
    else if (count == 0) count = 1;
    String name = Cells.text(about, "/name");
    return List.of(
        HumanDuration.since(last, now),
        Cells.text(object, "/type"),
        Cells.text(object, "/reason"),
        Cells.text(about, "/kind").toLowerCase() + (name.isEmpty() ? "" : "/" + name),
        Cells.text(about, "/fieldPath"),
        source(object, core),
        Cells.text(object, core ? "/message" : "/note").strip(),
        HumanDuration.since(first, now),
        count,
        Cells.name(object));
  }

  private static String source(JsonNode object, boolean core) {
    JsonNode source = object.path(core ? "source" : "deprecatedSource");
    String component = Cells.text(source, "/component");
    String host = Cells.text(source, "/host");
    if (component.isEmpty()) {
      component = Cells.text(object, core ? "/reportingComponent" : "/reportingController");
    }
    if (host.isEmpty()) host = Cells.text(object, "/reportingInstance");
    return host.isEmpty() ? component : component + ", " + host;
  }

  private static List<Object> resourceQuota(JsonNode object, Instant now) {
    List<String> requests = new ArrayList<>();
    List<String> limits = new ArrayList<>();
    Map<String, String> all = new TreeMap<>();
    for (var hard : object.at("/status/hard").properties()) {
      all.put(hard.getKey(), hard.getValue().asText());
    }
    all.forEach(
        (resource, hard) -> {
          String used = object.at("/status/used").path(resource).asText("0");
          (resource.startsWith("limits.") ? limits : requests)
              .add(resource + ": " + used + "/" + hard);
        });
    return List.of(
        Cells.name(object),
        String.join(", ", requests),
        String.join(", ", limits),
        Cells.age(object, now));
  }

  private static List<Object> componentStatus(JsonNode object, Instant now) {
    String status = "Unknown";
    String message = "";
    String error = "";
    for (JsonNode condition : object.path("conditions")) {
      if (!Cells.text(condition, "/type").equals("Healthy")) continue;
      status = Cells.text(condition, "/status").equals("True") ? "Healthy" : "Unhealthy";
      message = Cells.text(condition, "/message");
      error = Cells.text(condition, "/error");
    }
    return List.of(Cells.name(object), status, message, error);
  }

  private static List<Object> lease(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object), Cells.text(object, "/spec/holderIdentity"), Cells.age(object, now));
  }
}
