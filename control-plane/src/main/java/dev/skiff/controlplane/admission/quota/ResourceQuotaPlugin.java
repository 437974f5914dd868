package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionPlugin;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.admission.Quantity;
import dev.skiff.controlplane.admission.ResourceAmounts;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.ClusterState;
import dev.skiff.controlplane.auth.Forbidden;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Refuses objects that would exceed a quota of their namespace. What was admitted a moment ago and
 * is not in the watch cache yet counts too. Upstream's {@code ResourceQuota}.
 */
@Singleton
public final class ResourceQuotaPlugin implements AdmissionPlugin {
  /** An admitted object that is not stored by then was refused after us. */
  private static final long PENDING_NANOS = Duration.ofSeconds(5).toNanos();

  private final ClusterState state;
  private final QuotaLedger ledger;
  private final Map<String, List<Pending>> pending = new ConcurrentHashMap<>();

  ResourceQuotaPlugin(ClusterState state, QuotaLedger ledger) {
    this.state = state;
    this.ledger = ledger;
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
    boolean update = request.operation() == Operation.UPDATE;
    Map<String, Quantity> wanted = QuotaUsage.of(resource, request.object());
    if (update) wanted = increase(wanted, QuotaUsage.of(resource, request.oldObject()));
    if (update && wanted.isEmpty()) return;
    Map<String, Quantity> more = wanted;
    // One at a time in a namespace; computing is all that happens inside.
    pending.compute(
        request.namespace(),
        (namespace, before) -> {
          List<Pending> still = stillPending(before);
          for (ObjectNode quota : quotas) check(request, resource, quota, more, still);
          if (!request.dryRun()) {
            still.add(
                new Pending(
                    resource,
                    request.object(),
                    update ? revision(request.oldObject()) : null,
                    more,
                    System.nanoTime()));
          }
          return still;
        });
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

  /** By how much an object grows. */
  private static Map<String, Quantity> increase(
      Map<String, Quantity> after, Map<String, Quantity> before) {
    Map<String, Quantity> more = new TreeMap<>();
    after.forEach(
        (name, amount) -> {
          Quantity old = before.getOrDefault(name, Quantity.ZERO);
          if (amount.compareTo(old) > 0) more.put(name, amount.minus(old));
        });
    return more;
  }

  private void check(
      AdmissionRequest request,
      String resource,
      ObjectNode quota,
      Map<String, Quantity> wanted,
      List<Pending> still) {
    boolean pod = resource.equals("pods");
    boolean scoped = QuotaScopes.any(quota);
    if (scoped && !(pod && QuotaScopes.match(quota, request.object()))) return;
    JsonNode hard = quota.path("spec").path("hard");
    if (pod) requireStated(request, quota, hard);
    Map<String, Quantity> used = null;
    TreeSet<String> exceeded = new TreeSet<>();
    for (var limit : hard.properties()) {
      Quantity more = wanted.get(limit.getKey());
      if (more == null || more.isZero()) continue;
      if (used == null) used = used(quota, still);
      Quantity sum = used.get(limit.getKey()).plus(more);
      if (sum.compareTo(Quantity.parse(limit.getValue().asText())) > 0) {
        exceeded.add(limit.getKey());
      }
    }
    if (exceeded.isEmpty()) return;
    Map<String, Quantity> limited = new TreeMap<>();
    for (String name : exceeded) limited.put(name, Quantity.parse(hard.path(name).asText()));
    throw refuse(
        request,
        "exceeded quota: %s, requested: %s, used: %s, limited: %s"
            .formatted(
                name(quota),
                list(wanted, exceeded),
                list(used, exceeded),
                list(limited, exceeded)));
  }

  private Map<String, Quantity> used(ObjectNode quota, List<Pending> still) {
    Map<String, Quantity> used = ledger.used(quota);
    boolean scoped = QuotaScopes.any(quota);
    for (Pending each : still) {
      boolean concerned =
          !scoped || each.resource.equals("pods") && QuotaScopes.match(quota, each.object);
      if (!concerned) continue;
      each.usage.forEach(
          (name, amount) -> used.computeIfPresent(name, (n, sum) -> sum.plus(amount)));
    }
    return used;
  }

  /** What is limited must be stated by every container. */
  private static void requireStated(AdmissionRequest request, ObjectNode quota, JsonNode hard) {
    Map<String, Set<String>> missing = new TreeMap<>();
    for (String field : List.of("initContainers", "containers")) {
      for (JsonNode container : request.object().path("spec").path(field)) {
        for (var limit : hard.properties()) {
          String name = limit.getKey();
          boolean ofLimits = name.startsWith("limits.");
          String resource = name.replaceFirst("^(limits|requests)\\.", "");
          if (!resource.equals("cpu") && !resource.equals("memory")) continue;
          String kind = ofLimits ? "limits" : "requests";
          if (ResourceAmounts.of(container, kind).containsKey(resource)) continue;
          missing.computeIfAbsent(name, n -> new TreeSet<>()).add(container.path("name").asText());
        }
      }
    }
    if (missing.isEmpty()) return;
    String what =
        missing.entrySet().stream()
            .map(each -> each.getKey() + " for: " + String.join(",", each.getValue()))
            .collect(Collectors.joining("; "));
    throw refuse(request, "failed quota: %s: must specify %s".formatted(name(quota), what));
  }

  private List<Pending> stillPending(List<Pending> before) {
    List<Pending> still = new ArrayList<>();
    if (before == null) return still;
    long now = System.nanoTime();
    for (Pending each : before) {
      JsonNode metadata = each.object.path("metadata");
      String namespace = metadata.path("namespace").asText();
      boolean stored =
          state
              .get(each.resource, namespace, metadata.path("name").asText())
              .map(found -> !revision(found).equals(each.oldRevision))
              .orElse(each.oldRevision != null);
      if (!stored && now - each.since < PENDING_NANOS) still.add(each);
    }
    return still;
  }

  private static String list(Map<String, Quantity> amounts, Set<String> names) {
    return names.stream()
        .map(name -> name + "=" + amounts.get(name))
        .collect(Collectors.joining(","));
  }

  private static StatusException refuse(AdmissionRequest request, String why) {
    String name = request.object().path("metadata").path("name").asText();
    return Forbidden.of(request.type().group(), request.type().plural(), name, why);
  }

  private static String name(ObjectNode quota) {
    return quota.path("metadata").path("name").asText();
  }

  private static String revision(ObjectNode object) {
    return object.path("metadata").path("resourceVersion").asText();
  }

  /**
   * Admitted, and perhaps not stored yet.
   *
   * @param oldRevision of the object that is changed; null for a new one
   * @param usage what it will use, or by how much more
   */
  private record Pending(
      String resource,
      ObjectNode object,
      String oldRevision,
      Map<String, Quantity> usage,
      long since) {}
}
