package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.List;

/** Kinds that make Pods from a template; an update that does not touch the spec says nothing. */
final class WorkloadWarnings {
  private static final int COMPLETIONS = 100_000;
  private static final int PARALLELISM = 10_000;
  private static final String HISTORY =
      "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0"
          + " is recommended";

  private final List<String> found;

  WorkloadWarnings(List<String> found) {
    this.found = found;
  }

  /** Its Pods are named after it. */
  void podNames(JsonNode object) {
    name(object, "is used in Pod names and hostnames");
  }

  /**
   * A name that no host can have.
   *
   * @param use what becomes of it
   */
  void name(JsonNode object, String use) {
    List<String> wrong = Names.label(object.path("metadata").path("name").asText(""));
    if (wrong.isEmpty()) return;
    found.add(
        "metadata.name: this %s, which can result in surprising behavior; a DNS label is recommended: [%s]"
            .formatted(use, String.join(" ", wrong)));
  }

  void template(String path, JsonNode template, JsonNode object, JsonNode old) {
    if (!sameGeneration(object, old)) PodWarnings.check(path, template, found);
  }

  /**
   * @param path of the specification of the Job
   */
  void job(String path, JsonNode spec, JsonNode object, JsonNode old) {
    if (sameGeneration(object, old)) return;
    if (spec.path("completionMode").asText("").equals("Indexed")
        && spec.path("completions").asLong() > COMPLETIONS
        && spec.path("parallelism").asLong() > PARALLELISM) {
      found.add(
          path
              + ": In Indexed Jobs with a number of completions higher than 10^5 and a parallelism"
              + " higher than 10^4, Kubernetes might not be able to track completedIndexes when a"
              + " big number of indexes fail");
    }
    PodWarnings.check(path + ".template", spec.path("template"), found);
  }

  void cronJob(JsonNode cronJob, JsonNode old) {
    String path = "spec.jobTemplate.spec";
    job(path, cronJob.path("spec").path("jobTemplate").path("spec"), cronJob, old);
    if (old == null || !cronJob.path("spec").path("schedule").asText("").contains("TZ")) return;
    found.add(
        "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see"
            + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more"
            + " details");
  }

  void statefulSet(JsonNode object, JsonNode old) {
    template("spec.template", object.path("spec").path("template"), object, old);
    JsonNode claims = object.path("spec").path("volumeClaimTemplates");
    for (int i = 0; i < claims.size(); i++) {
      String path = "spec.volumeClaimTemplates[" + i + "]" + (old == null ? "" : ".Spec");
      AmountWarnings.claim(path, claims.get(i).path("spec"), found);
    }
    if (object.path("spec").path("revisionHistoryLimit").asInt() < 0) found.add(HISTORY);
  }

  private static boolean sameGeneration(JsonNode object, JsonNode old) {
    return old != null
        && object.path("metadata").path("generation").asLong()
            == old.path("metadata").path("generation").asLong();
  }
}
