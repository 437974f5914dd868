package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.auth.Forbidden;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.Quantity;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Refuses objects that would exceed a quota of their namespace. What was admitted counts from then
 * on, before it is stored. Upstream's {@code ResourceQuota}.
 */
@Singleton
public final class ResourceQuotaPlugin implements AdmissionPlugin {
  private final ClusterState state;
  private final QuotaLedger ledger;
  private final Map<String, List<PendingUsage>> pending = new ConcurrentHashMap<>();

  /** A namespace's is held by whoever decides about its quotas; several may share one. */
  private final Lock[] deciding = new Lock[64];

  ResourceQuotaPlugin(ClusterState state, QuotaLedger ledger) {
    this.state = state;
    this.ledger = ledger;
    Arrays.setAll(deciding, each -> new ReentrantLock());
  }

  @Override
  public String name() {
    return "ResourceQuota";
  }

  @Override
  public void validate(AdmissionRequest request) {
    if (request.namespace().isEmpty() || !counts(request)) return;
    List<ObjectNode> quotas = state.list("resourcequotas", request.namespace());
    if (quotas.isEmpty()) return;
    String resource = request.type().groupResource();
    List<Wanted> wanted = new ArrayList<>();
    for (ObjectNode quota : quotas) {
      if (concerns(quota, resource, request.object())) {
        if (resource.equals("pods")) RequiredResources.check(request, quota);
        Map<String, Quantity> more = more(request, resource, quota);
        if (!more.isEmpty()) wanted.add(new Wanted(quota, more));
      }
    }
    if (wanted.isEmpty()) return;
    String namespace = request.namespace();
    Lock lock = deciding[Math.floorMod(namespace.hashCode(), deciding.length)];
    lock.lock();
    try {
      List<PendingUsage> still = new ArrayList<>(pending.getOrDefault(namespace, List.of()));
      still.removeIf(each -> each.counted(ledger));
      wanted.forEach(each -> check(request, each.quota, each.more, still));
      if (!request.dryRun()) still.add(remembered(request, resource, wanted));
      if (still.isEmpty()) pending.remove(namespace);
      else pending.put(namespace, still);
    } finally {
      lock.unlock();
    }
  }

  /**
   * What an object wants of a quota.
   *
   * @param more what it uses, or by how much more than before
   */
  private record Wanted(ObjectNode quota, Map<String, Quantity> more) {}

  private static PendingUsage remembered(
      AdmissionRequest request, String resource, List<Wanted> wanted) {
    Map<String, Map<String, Quantity>> usage = new HashMap<>();
    wanted.forEach(each -> usage.put(name(each.quota), each.more));
    PendingUsage added = new PendingUsage(resource, request.object(), usage);
    request.outcome().whenSettled(added::settled);
    return added;
  }

  private static boolean concerns(ObjectNode quota, String resource, ObjectNode object) {
    return !QuotaScopes.any(quota) || QuotaScopes.match(quota, resource, object);
  }

  /** What is used, or by how much more than before; only what the quota limits. */
  private static Map<String, Quantity> more(
      AdmissionRequest request, String resource, ObjectNode quota) {
    Map<String, Quantity> more = new TreeMap<>(QuotaUsage.of(resource, request.object()));
    more.keySet().retainAll(QuotaTally.nothing(quota).keySet());
    // What was of no concern to the quota before counts in full.
    if (request.oldObject() != null && concerns(quota, resource, request.oldObject())) {
      QuotaUsage.of(resource, request.oldObject())
          .forEach((name, old) -> more.computeIfPresent(name, (n, amount) -> amount.minus(old)));
    }
    more.values().removeIf(amount -> amount.compareTo(Quantity.ZERO) <= 0);
    return more;
  }

  /** Creations, and changes of what is counted: a Pod's resources, a claim's size, a Service. */
  private static boolean counts(AdmissionRequest request) {
    String subresource = request.subresource();
    if (request.operation() == Operation.CREATE) return subresource.isEmpty();
    if (request.operation() != Operation.UPDATE) return false;
    return switch (request.type().groupResource()) {
      case "pods" -> subresource.isEmpty() || subresource.equals("resize");
      case "services", "persistentvolumeclaims" -> subresource.isEmpty();
      default -> false;
    };
  }

  private void check(
      AdmissionRequest request,
      ObjectNode quota,
      Map<String, Quantity> more,
      List<PendingUsage> still) {
    Map<String, Quantity> used = ledger.used(quota).orElse(null);
    if (used != null) {
      still.forEach(each -> add(used, each.usage(name(quota))));
      if (exceeded(quota, used, more).isEmpty()) return;
    }
    // The ledger may be a moment behind: nobody is refused for what is gone already.
    List<PendingUsage> unseen = still.stream().filter(each -> !each.visible(state)).toList();
    Map<String, Quantity> exact = ledger.counted(quota);
    unseen.forEach(each -> add(exact, each.usage(name(quota))));
    Set<String> exceeded = exceeded(quota, exact, more);
    if (exceeded.isEmpty()) return;
    Map<String, Quantity> limited = new TreeMap<>();
    for (String name : exceeded) limited.put(name, limit(quota, name));
    throw Forbidden.of(
        request.type().group(),
        request.type().plural(),
        request.name(),
        "exceeded quota: %s, requested: %s, used: %s, limited: %s"
            .formatted(
                name(quota), list(more, exceeded), list(exact, exceeded), list(limited, exceeded)));
  }

  private static Set<String> exceeded(
      ObjectNode quota, Map<String, Quantity> used, Map<String, Quantity> more) {
    Set<String> exceeded = new TreeSet<>();
    more.forEach(
        (name, amount) -> {
          if (used.get(name).plus(amount).compareTo(limit(quota, name)) > 0) exceeded.add(name);
        });
    return exceeded;
  }

  private static Quantity limit(ObjectNode quota, String name) {
    return Quantity.parse(quota.path("spec").path("hard").path(name).asText());
  }

  private static void add(Map<String, Quantity> used, Map<String, Quantity> more) {
    more.forEach((name, amount) -> used.computeIfPresent(name, (n, sum) -> sum.plus(amount)));
  }

  private static String list(Map<String, Quantity> amounts, Set<String> names) {
    return names.stream()
        .map(name -> name + "=" + amounts.get(name))
        .collect(Collectors.joining(","));
  }

  private static String name(ObjectNode quota) {
    return quota.path("metadata").path("name").asText();
  }
}
