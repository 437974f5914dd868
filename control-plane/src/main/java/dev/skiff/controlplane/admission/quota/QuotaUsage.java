package dev.skiff.controlplane.admission.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.PodAmounts;
import dev.skiff.controlplane.resource.Quantity;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one object uses of a quota, by the names that quotas have for it. */
final class QuotaUsage {
  /** Resources whose amount is also counted without {@code requests.} before it. */
  private static final Set<String> SHORT = Set.of("cpu", "memory", "ephemeral-storage");

  /** Kinds that may be counted without {@code count/} before their name. */
  private static final Set<String> COUNTED =
      Set.of("configmaps", "secrets", "replicationcontrollers", "resourcequotas");

  /** What follows the name of a class of devices. */
  static final String DEVICES = ".deviceclass.resource.k8s.io/devices";

  /** No claim gets more. */
  private static final int MOST_DEVICES = 32;

  private QuotaUsage() {}

  /**
   * @param resource group resource, for example {@code deployments.apps}
   */
  static Map<String, Quantity> of(String resource, ObjectNode object) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("count/" + resource, Quantity.of(1));
    switch (resource) {
      case "pods" -> pod(object, usage);
      case "services" -> service(object, usage);
      case "persistentvolumeclaims" -> claim(object, usage);
      case "resourceclaims.resource.k8s.io" -> devices(object, usage);
      default -> {
        if (COUNTED.contains(resource)) usage.put(resource, Quantity.of(1));
      }
    }
    return usage;
  }

  private static void pod(ObjectNode pod, Map<String, Quantity> usage) {
    String phase = pod.path("status").path("phase").asText();
    if (phase.equals("Succeeded") || phase.equals("Failed") || overdue(pod)) return;
    usage.put("pods", Quantity.of(1));
    PodAmounts.ofPod(pod.path("spec"), "requests")
        .forEach(
            (name, amount) -> {
              usage.put("requests." + name, amount);
              if (SHORT.contains(name) || name.startsWith("hugepages-")) usage.put(name, amount);
            });
    PodAmounts.ofPod(pod.path("spec"), "limits")
        .forEach((name, amount) -> usage.put("limits." + name, amount));
  }

  /** A Pod that should be gone by now costs nothing: its node may be gone, too. */
  private static boolean overdue(ObjectNode pod) {
    JsonNode metadata = pod.path("metadata");
    JsonNode grace = metadata.path("deletionGracePeriodSeconds");
    if (!metadata.hasNonNull("deletionTimestamp") || !grace.isNumber()) return false;
    Instant end = Instant.parse(metadata.path("deletionTimestamp").asText());
    return Instant.now().isAfter(end.plusSeconds(grace.asLong()));
  }

  private static void service(ObjectNode service, Map<String, Quantity> usage) {
    usage.put("services", Quantity.of(1));
    String type = service.path("spec").path("type").asText();
    JsonNode ports = service.path("spec").path("ports");
    if (type.equals("LoadBalancer")) usage.put("services.loadbalancers", Quantity.of(1));
    boolean allocates = service.path("spec").path("allocateLoadBalancerNodePorts").asBoolean(true);
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      int count = ports.size();
      if (type.equals("LoadBalancer") && !allocates) {
        count = 0;
        for (JsonNode port : ports) count += port.path("nodePort").asInt() == 0 ? 0 : 1;
      }
      usage.put("services.nodeports", Quantity.of(count));
    }
  }

  private static void claim(ObjectNode claim, Map<String, Quantity> usage) {
    usage.put("persistentvolumeclaims", Quantity.of(1));
    JsonNode spec = claim.path("spec");
    Quantity storage = amount(spec.path("resources").path("requests").path("storage"));
    // A volume that is growing has its new size already, whatever is asked for now.
    storage = storage.max(amount(claim.at("/status/allocatedResources/storage")));
    usage.put("requests.storage", storage);
    String storageClass = spec.path("storageClassName").asText();
    if (storageClass.isEmpty()) return;
    String prefix = storageClass + ".storageclass.storage.k8s.io/";
    usage.put(prefix + "persistentvolumeclaims", Quantity.of(1));
    usage.put(prefix + "requests.storage", storage);
  }

  /** Of alternatives, only one of which is chosen, the most of each class counts. */
  private static void devices(ObjectNode claim, Map<String, Quantity> usage) {
    for (JsonNode request : claim.at("/spec/devices/requests")) {
      Map<String, Quantity> most = new TreeMap<>();
      for (JsonNode alternative : request.path("firstAvailable")) {
        most.merge(deviceClass(alternative), devices(alternative), Quantity::max);
      }
      JsonNode exactly = request.path("exactly");
      if (exactly.isObject()) most.put(deviceClass(exactly), devices(exactly));
      most.forEach((name, amount) -> usage.merge(name, amount, Quantity::plus));
    }
  }

  private static String deviceClass(JsonNode request) {
    return request.path("deviceClassName").asText() + DEVICES;
  }

  private static Quantity devices(JsonNode request) {
    return switch (request.path("allocationMode").asText()) {
      case "ExactCount" -> Quantity.of(request.path("count").asLong());
      case "All" -> Quantity.of(MOST_DEVICES);
      default -> Quantity.ZERO;
    };
  }

  private static Quantity amount(JsonNode text) {
    return Quantity.parse(text.asText().isEmpty() ? "0" : text.asText());
  }
}
