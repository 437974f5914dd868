package dev.skiff.controlplane.api.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.write.PlainBody;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How an object is to be deleted: from the body if there is one, else from the query.
 *
 * @param gracePeriodSeconds null if not given
 * @param uid precondition; empty if none
 * @param resourceVersion precondition; empty if none
 * @param orphanDependents null if not given; deprecated
 * @param propagationPolicy Orphan, Background, Foreground; empty if not given
 */
public record DeleteOptions(
    Long gracePeriodSeconds,
    String uid,
    String resourceVersion,
    Boolean orphanDependents,
    String propagationPolicy,
    boolean dryRun) {

  /** Warns those who delete a Job and say nothing about its Pods. */
  public static final String ORPHANS_JOBS =
      "child pods are preserved by default when jobs are deleted; set"
          + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to"
          + " suppress this warning";

  private static final Set<String> LEAVE_DEPENDENTS =
      Set.of("jobs.batch", "replicationcontrollers");

  /** Versions in which workloads leave their dependents behind. */
  private static final Set<String> LEAVING_VERSIONS =
      Set.of("apps/v1beta1", "apps/v1beta2", "batch/v1beta1", "extensions/v1beta1");

  private static final String KIND = "DeleteOptions";

  /**
   * Reads the options.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 or 422 if they are malformed or
   *     contradict each other
   */
  public static DeleteOptions of(ApiRequest request) {
    DeleteOptions options =
        request.body().length == 0 ? ofQuery(request) : of(PlainBody.read(request));
    return options.checked();
  }

  /** The options as an object, for example those of an Eviction. */
  public static DeleteOptions of(JsonNode object) {
    String kind = object.path("kind").asText("");
    if (!kind.isEmpty() && !kind.equals(KIND)) {
      throw Statuses.badRequest(
          "no kind \""
              + kind
              + "\" is registered for version \""
              + object.path("apiVersion").asText()
              + "\" in scheme \"pkg/runtime/scheme.go:111\"");
    }
    JsonNode preconditions = object.path("preconditions");
    List<String> dryRun = new ArrayList<>();
    object.path("dryRun").forEach(value -> dryRun.add(value.asText()));
    return new DeleteOptions(
        object.path("gracePeriodSeconds").isNumber()
            ? Long.valueOf(object.path("gracePeriodSeconds").asLong())
            : null,
        preconditions.path("uid").asText(""),
        preconditions.path("resourceVersion").asText(""),
        object.path("orphanDependents").isBoolean()
            ? Boolean.valueOf(object.path("orphanDependents").asBoolean())
            : null,
        object.path("propagationPolicy").asText(""),
        WriteOptions.dryRun(dryRun, KIND));
  }

  /** A resourceVersion is a precondition even where the query has it for a list, too. */
  private static DeleteOptions ofQuery(ApiRequest request) {
    String grace = request.parameter("gracePeriodSeconds");
    String orphan = request.parameter("orphanDependents");
    return new DeleteOptions(
        grace == null || grace.isEmpty() ? null : number(grace),
        text(request, "uid"),
        text(request, "resourceVersion"),
        orphan == null || orphan.isEmpty() ? null : RequestInfoResolver.isTrue(orphan),
        text(request, "propagationPolicy"),
        WriteOptions.dryRun(request.query().getOrDefault("dryRun", List.of()), KIND));
  }

  /**
   * The options with what is the default of a type: Jobs and ReplicationControllers leave their
   * Pods behind, as they always did, and so do workloads in versions from before garbage
   * collection.
   */
  public DeleteOptions forType(ResourceType type) {
    boolean leave =
        LEAVE_DEPENDENTS.contains(type.groupResource())
            || LEAVING_VERSIONS.contains(type.apiVersion());
    if (aboutDependents() || !leave) return this;
    return new DeleteOptions(
        gracePeriodSeconds, uid, resourceVersion, orphanDependents, "Orphan", dryRun);
  }

  /** Whether dependents are to stay. */
  public boolean orphan() {
    return propagationPolicy.equals("Orphan") || Boolean.TRUE.equals(orphanDependents);
  }

  /** Whether dependents are to go first. */
  public boolean foreground() {
    return propagationPolicy.equals("Foreground");
  }

  /** Whether the client said anything about dependents. */
  public boolean aboutDependents() {
    return orphanDependents != null || !propagationPolicy.isEmpty();
  }

  private DeleteOptions checked() {
    if (!List.of("", "Foreground", "Background", "Orphan").contains(propagationPolicy)) {
      throw Statuses.invalidOptions(
          KIND,
          "propagationPolicy",
          "FieldValueNotSupported",
          "Unsupported value: \""
              + propagationPolicy
              + "\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
    }
    if (orphanDependents != null && !propagationPolicy.isEmpty()) {
      throw Statuses.invalidOptions(
          KIND,
          "propagationPolicy",
          "FieldValueInvalid",
          "Invalid value: \""
              + propagationPolicy
              + "\": orphanDependents and deletionPropagation cannot be both set");
    }
    return this;
  }

  private static String text(ApiRequest request, String name) {
    String value = request.parameter(name);
    return value == null ? "" : value;
  }

  private static Long number(String text) {
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException malformed) {
      throw Statuses.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    }
  }
}
