package dev.skiff.controlplane.resource.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The cells of kinds that make Pods. */
final class WorkloadCells {
  static final Map<String, Cells.Maker> MAKERS =
      Map.of(
          "pods", PodCells::of,
          "podtemplates", WorkloadCells::podTemplate,
          "replicationcontrollers", WorkloadCells::replicaSet,
          "replicasets.apps", WorkloadCells::replicaSet,
          "deployments.apps", WorkloadCells::deployment,
          "daemonsets.apps", WorkloadCells::daemonSet,
          "statefulsets.apps", WorkloadCells::statefulSet,
          "controllerrevisions.apps", WorkloadCells::controllerRevision,
          "jobs.batch", WorkloadCells::job,
          "cronjobs.batch", WorkloadCells::cronJob);

  private WorkloadCells() {}

  private static JsonNode podSpec(JsonNode object) {
    return object.at("/spec/template/spec");
  }

  private static List<Object> podTemplate(JsonNode object, Instant now) {
    JsonNode spec = object.at("/template/spec");
    return List.of(
        Cells.name(object),
        Cells.containers(spec),
        Cells.images(spec),
        Cells.labels(object.at("/template/metadata/labels")));
  }

  private static List<Object> replicaSet(JsonNode object, Instant now) {
    JsonNode selector = object.at("/spec/selector");
    boolean plainMap = Cells.text(object, "/kind").equals("ReplicationController");
    return List.of(
        Cells.name(object),
        Cells.number(object, "/spec/replicas"),
        Cells.number(object, "/status/replicas"),
        Cells.number(object, "/status/readyReplicas"),
        Cells.age(object, now),
        Cells.containers(podSpec(object)),
        Cells.images(podSpec(object)),
        plainMap ? Cells.labels(selector) : Cells.selector(selector));
  }

  private static List<Object> deployment(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.number(object, "/status/readyReplicas")
            + "/"
            + Cells.number(object, "/spec/replicas"),
        Cells.number(object, "/status/updatedReplicas"),
        Cells.number(object, "/status/availableReplicas"),
        Cells.age(object, now),
        Cells.containers(podSpec(object)),
        Cells.images(podSpec(object)),
        Cells.terms(object.at("/spec/selector")));
  }

  private static List<Object> daemonSet(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.number(object, "/status/desiredNumberScheduled"),
        Cells.number(object, "/status/currentNumberScheduled"),
        Cells.number(object, "/status/numberReady"),
        Cells.number(object, "/status/updatedNumberScheduled"),
        Cells.number(object, "/status/numberAvailable"),
        Cells.labels(podSpec(object).path("nodeSelector")),
        Cells.age(object, now),
        Cells.containers(podSpec(object)),
        Cells.images(podSpec(object)),
        Cells.selector(object.at("/spec/selector")));
  }

  private static List<Object> statefulSet(JsonNode object, Instant now) {
    return List.of(
        Cells.name(object),
        Cells.number(object, "/status/readyReplicas")
            + "/"
            + Cells.number(object, "/spec/replicas"),
        Cells.age(object, now),
        Cells.containers(podSpec(object)),
        Cells.images(podSpec(object)));
  }

  private static List<Object> controllerRevision(JsonNode object, Instant now) {
    String controller =
        Cells.each(object.at("/metadata/ownerReferences"))
            .filter(owner -> owner.path("controller").asBoolean())
            .map(WorkloadCells::owner)
            .findFirst()
            .orElse(Cells.NONE);
    return List.of(
        Cells.name(object), controller, Cells.number(object, "/revision"), Cells.age(object, now));
  }

  private static String owner(JsonNode reference) {
    String apiVersion = Cells.text(reference, "/apiVersion");
    int slash = apiVersion.indexOf('/');
    String kind = Cells.text(reference, "/kind").toLowerCase();
    String name = Cells.text(reference, "/name");
    return slash < 0 ? kind + "/" + name : kind + "." + apiVersion.substring(0, slash) + "/" + name;
  }

  private static List<Object> job(JsonNode object, Instant now) {
    long succeeded = Cells.number(object, "/status/succeeded");
    JsonNode wanted = object.at("/spec/completions");
    long parallelism = Cells.number(object, "/spec/parallelism");
    String completions =
        wanted.isNumber()
            ? succeeded + "/" + wanted.asLong()
            : succeeded + "/1" + (parallelism > 1 ? " of " + parallelism : "");
    return List.of(
        Cells.name(object),
        jobStatus(object),
        completions,
        jobDuration(object, now),
        Cells.age(object, now),
        Cells.containers(podSpec(object)),
        Cells.images(podSpec(object)),
        Cells.selector(object.at("/spec/selector")));
  }

  private static String jobStatus(JsonNode object) {
    if (condition(object, "Complete")) return "Complete";
    if (condition(object, "Failed")) return "Failed";
    if (object.path("metadata").has("deletionTimestamp")) return "Terminating";
    if (condition(object, "Suspended")) return "Suspended";
    if (condition(object, "FailureTarget")) return "FailureTarget";
    return condition(object, "SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
  }

  private static boolean condition(JsonNode object, String type) {
    return Cells.each(object.at("/status/conditions"))
        .anyMatch(
            condition ->
                Cells.text(condition, "/type").equals(type)
                    && Cells.text(condition, "/status").equals("True"));
  }

  private static String jobDuration(JsonNode object, Instant now) {
    String start = Cells.text(object, "/status/startTime");
    if (start.isEmpty()) return "";
    String end = Cells.text(object, "/status/completionTime");
    Instant until = end.isEmpty() ? now : Instant.parse(end);
    return HumanDuration.of(Duration.between(Instant.parse(start), until));
  }

  private static List<Object> cronJob(JsonNode object, Instant now) {
    String last = Cells.text(object, "/status/lastScheduleTime");
    JsonNode spec = object.at("/spec/jobTemplate/spec/template/spec");
    return List.of(
        Cells.name(object),
        Cells.text(object, "/spec/schedule"),
        Cells.orNone(object, "/spec/timeZone"),
        object.at("/spec/suspend").asBoolean() ? "True" : "False",
        object.at("/status/active").size(),
        last.isEmpty() ? Cells.NONE : HumanDuration.since(last, now),
        Cells.age(object, now),
        Cells.containers(spec),
        Cells.images(spec),
        Cells.selector(object.at("/spec/jobTemplate/spec/selector")));
  }
}
