package dev.skiff.controlplane.api.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.request.DeleteOptions;
import dev.skiff.controlplane.resource.ResourceType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a deletion does to an object. */
enum DeletionMark {
  /** Nothing holds it: it goes. */
  IMMEDIATE,
  /** It carries a deletion timestamp from now on. */
  MARKED,
  /** It is being deleted already, and this changes nothing. */
  PENDING;

  private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  /**
   * Decides, and marks.
   *
   * @param object in its stored version; changed if the result is {@link #MARKED}
   */
  static DeletionMark of(ResourceType type, ObjectNode object, DeleteOptions options) {
    ObjectNode metadata = ObjectMetadata.of(object);
    boolean finalizersChanged = setFinalizers(metadata, options);
    boolean held = ObjectMetadata.isHeld(type, object);
    if (type.groupResource().equals("namespaces")) return ofNamespace(object, metadata, held);

    if (type.groupResource().equals(DEFINITIONS)) {
      return ofDefinition(metadata, held);
    }

    boolean pod = type.groupResource().equals("pods");
    long grace = pod ? podGrace(object, options) : 0;
    if (metadata.has("deletionTimestamp")) {
      long before = metadata.path("deletionGracePeriodSeconds").asLong(0);
      boolean shorter = pod && options.gracePeriodSeconds() != null && grace < before;
      long remaining = shorter ? grace : before;
      if (remaining == 0 && !held) {
        if (shorter) metadata.put("deletionGracePeriodSeconds", 0);
        return IMMEDIATE;
      }
      if (!shorter && !finalizersChanged) return PENDING;
      if (shorter) shorten(metadata, before, grace);
      return MARKED;
    }
    if (grace == 0 && !held) {
      if (pod) markEnded(metadata);
      return IMMEDIATE;
    }
    setDeletion(metadata, after(ObjectMetadata.now(), grace), grace);
    long generation = metadata.path("generation").asLong();
    if (generation > 0) metadata.put("generation", generation + 1);
    return MARKED;
  }

  /** Pods show in their last state that they were deleted without a grace period. */
  private static void markEnded(ObjectNode metadata) {
    setDeletion(metadata, ObjectMetadata.now(), 0);
    metadata.put("generation", metadata.path("generation").asLong() + 1);
  }

  /** Upstream marks a definition itself, and looks at the time that it has when asked once more. */
  private static DeletionMark ofDefinition(ObjectNode metadata, boolean held) {
    if (!metadata.has("deletionTimestamp")) {
      metadata.put("deletionTimestamp", ObjectMetadata.now().toString());
      return MARKED;
    }
    if (!held) return IMMEDIATE;
    if (metadata.has("deletionGracePeriodSeconds")) return PENDING;
    metadata.put("deletionGracePeriodSeconds", 0);
    return MARKED;
  }

  private static DeletionMark ofNamespace(ObjectNode object, ObjectNode metadata, boolean held) {
    if (!held && metadata.has("deletionTimestamp")) return IMMEDIATE;
    if (metadata.has("deletionTimestamp")) return PENDING;
    metadata.put("deletionTimestamp", ObjectMetadata.now().toString());
    object.withObjectProperty("status").put("phase", "Terminating");
    return MARKED;
  }

  /** Less time, of which some is over; if all is, whoever ends the object still has to see it. */
  private static void shorten(ObjectNode metadata, long before, long grace) {
    Instant begun = after(Instant.parse(metadata.path("deletionTimestamp").asText()), -before);
    Instant due = after(begun, grace);
    Instant now = ObjectMetadata.now();
    if (due.isBefore(now)) setDeletion(metadata, now, Math.min(grace, 1));
    else setDeletion(metadata, due, grace);
  }

  /** Go reckons in nanoseconds of 64 bits, and so do clients: what is too much wraps around. */
  private static Instant after(Instant moment, long seconds) {
    return moment
        .plusNanos(seconds * Duration.ofSeconds(1).toNanos())
        .truncatedTo(ChronoUnit.SECONDS);
  }

  private static void setDeletion(ObjectNode metadata, Instant due, long grace) {
    metadata.put("deletionTimestamp", due.toString());
    metadata.put("deletionGracePeriodSeconds", grace);
  }

  /** Pods that no node runs, or that have ended, need no time to end. */
  private static long podGrace(ObjectNode pod, DeleteOptions options) {
    if (pod.at("/spec/nodeName").asText("").isEmpty()) return 0;
    String phase = pod.at("/status/phase").asText("");
    if (phase.equals("Succeeded") || phase.equals("Failed")) return 0;
    long grace =
        options.gracePeriodSeconds() != null
            ? options.gracePeriodSeconds()
            : pod.at("/spec/terminationGracePeriodSeconds").asLong(30);
    return grace < 0 ? 1 : grace;
  }

  /** The finalizers by which the garbage collector knows what to do with dependents. */
  private static boolean setFinalizers(ObjectNode metadata, DeleteOptions options) {
    if (!options.aboutDependents()) return false;
    Set<String> before = new LinkedHashSet<>();
    for (JsonNode finalizer : metadata.path("finalizers")) before.add(finalizer.asText());
    Set<String> after = new LinkedHashSet<>(before);
    after.remove(ORPHAN);
    after.remove(FOREGROUND);
    if (options.orphan()) after.add(ORPHAN);
    if (options.foreground()) after.add(FOREGROUND);
    if (after.equals(before)) return false;
    ArrayNode finalizers = metadata.putArray("finalizers");
    after.forEach(finalizers::add);
    if (after.isEmpty()) metadata.remove("finalizers");
    return true;
  }
}
