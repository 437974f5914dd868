package dev.skiff.controlplane.resource.warning;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.Quantity;
import java.util.List;
import java.util.Locale;

/** Kinds with one thing to be warned of. */
final class OtherWarnings {
  private static final String MOUNTABLE = "kubernetes.io/enforce-mountable-secrets";
  private static final List<String> BOUNDED =
      List.of("cpu", "memory", "storage", "ephemeral-storage");

  private OtherWarnings() {}

  static void quota(JsonNode quota, List<String> found) {
    JsonNode hard = quota.path("spec").path("hard");
    for (String resource : BOUNDED) {
      String request = "requests." + resource;
      boolean bare = resource.equals("cpu") || resource.equals("memory");
      if (!hard.has(request) && bare) request = resource;
      String limit = "limits." + resource;
      if (!hard.has(request) || !hard.has(limit)) continue;
      Quantity requested = Quantity.parse(hard.path(request).asText());
      Quantity limited = Quantity.parse(hard.path(limit).asText());
      if (requested.compareTo(limited) <= 0) continue;
      found.add(
          "ResourceQuota %s (%s) should be less than %s (%s)"
              .formatted(request, requested, limit, limited));
    }
  }

  static void serviceAccount(JsonNode account, JsonNode old, List<String> found) {
    if (old != null && old.path("metadata").path("annotations").has(MOUNTABLE)) return;
    if (!account.path("metadata").path("annotations").has(MOUNTABLE)) return;
    found.add(
        "metadata.annotations["
            + MOUNTABLE
            + "]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted"
            + " secrets");
  }

  static void resourceSlice(JsonNode slice, List<String> found) {
    String driver = slice.path("spec").path("driver").asText("");
    if (driver.equals(driver.toLowerCase(Locale.ROOT))) return;
    found.add(
        "spec.driver: driver names should be lowercase; \""
            + driver
            + "\" contains uppercase characters");
  }

  static void csiDriver(JsonNode driver, JsonNode old, List<String> found) {
    JsonNode spec = driver.path("spec");
    JsonNode requests = spec.path("tokenRequests");
    if (requests.isEmpty() || spec.has("serviceAccountTokenInSecrets")) return;
    if (old != null && requests.equals(old.path("spec").path("tokenRequests"))) return;
    found.add(
        "spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true"
            + " to prevent possible logging of tokens in volume attributes");
  }
}
