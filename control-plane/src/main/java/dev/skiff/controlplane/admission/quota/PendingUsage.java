package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.Outcome;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.Quantity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What an object that was admitted uses, or by how much more, until others count it. */
final class PendingUsage {
  private static final long IN_FLIGHT = Long.MIN_VALUE;

  /** What an interrupted request left with the store is committed by then, or never. */
  private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();

  private final String resource;
  private final ObjectNode object;
  private final Map<String, Map<String, Quantity>> usageByQuota;
  private volatile long since;
  private volatile long stored = IN_FLIGHT;

  /**
   * @param usageByQuota by the quota's name
   */
  PendingUsage(
      String resource, ObjectNode object, Map<String, Map<String, Quantity>> usageByQuota) {
    this.resource = resource;
    this.object = object;
    this.usageByQuota = usageByQuota;
  }

  Map<String, Quantity> usage(String quota) {
    return usageByQuota.getOrDefault(quota, Map.of());
  }

  /**
   * The request is over.
   *
   * @param revision as {@link Outcome} has it
   */
  void settled(long revision) {
    since = System.nanoTime();
    stored = revision;
  }

  /** Whether the ledger counts it, or nobody ever will. */
  boolean counted(QuotaLedger ledger) {
    long revision = stored;
    if (revision == IN_FLIGHT) return false;
    if (revision == Outcome.UNKNOWN) return System.nanoTime() - since > PATIENCE_NANOS;
    return revision == Outcome.NOTHING || ledger.hasSeen(resource, revision);
  }

  /** Whether the watch cache shows it, or has shown it. */
  boolean visible(ClusterState state) {
    long revision = stored;
    if (revision == IN_FLIGHT || revision == Outcome.UNKNOWN) return false;
    if (revision == Outcome.NOTHING) return true;
    var metadata = object.path("metadata");
    Optional<ObjectNode> found =
        state.get(resource, metadata.path("namespace").asText(), metadata.path("name").asText());
    // What is not there any more was deleted: absence is looked up when the cache is current.
    return found.map(each -> QuotaLedger.revision(each) >= revision).orElse(true);
  }
}
