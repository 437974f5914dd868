package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.PodReferences;
import dev.skiff.controlplane.informer.ClusterState;
import dev.skiff.controlplane.resource.validation.Names;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Gives each Pod a service account and mounts a token for it. Upstream's plugin {@code
 * ServiceAccount}.
 */
@Singleton
public final class ServiceAccountPlugin implements AdmissionPlugin {
  private static final String MOUNT_PATH = "/var/run/secrets/kubernetes.io/serviceaccount";
  private static final String VOLUME_PREFIX = "kube-api-access-";
  private static final String MOUNTABLE_ONLY = "kubernetes.io/enforce-mountable-secrets";

  /** What Go takes for true. */
  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");

  /** An hour, and a little more that tells these tokens from others. */
  private static final int TOKEN_SECONDS = 3607;

  /** Letters that make no words and digits that are not taken for letters. */
  private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private final ClusterState state;
  private final SecureRandom random = new SecureRandom();

  ServiceAccountPlugin(ClusterState state) {
    this.state = state;
  }

  @Override
  public String name() {
    return "ServiceAccount";
  }

  @Override
  public void mutate(AdmissionRequest request) {
    if (!Pods.created(request)) return;
    ObjectNode pod = request.object();
    if (Pods.isMirror(pod)) {
      refuseInMirror(request, pod);
      return;
    }
    ObjectNode spec = Pods.spec(request);
    String name = spec.path("serviceAccountName").asText();
    if (name.isEmpty()) name = "default";
    spec.put("serviceAccountName", name).put("serviceAccount", name);
    ObjectNode account = find(request, name);
    if (mountsToken(spec, account)) mountToken(spec);
    if (spec.path("imagePullSecrets").isEmpty() && !account.path("imagePullSecrets").isEmpty()) {
      ArrayNode secrets = spec.putArray("imagePullSecrets");
      for (JsonNode secret : account.path("imagePullSecrets")) {
        secrets.addObject().put("name", secret.path("name").asText());
      }
    }
  }

  @Override
  public void validate(AdmissionRequest request) {
    boolean ephemeral = Pods.debugged(request);
    if (!ephemeral && (!Pods.created(request) || Pods.isMirror(request.object()))) return;
    ObjectNode spec = Pods.spec(request);
    ObjectNode account = find(request, spec.path("serviceAccountName").asText());
    String enforced = account.path("metadata").path("annotations").path(MOUNTABLE_ONLY).asText();
    if (!TRUE.contains(enforced)) return;
    MountableSecrets secrets = new MountableSecrets(account);
    Optional<String> why =
        ephemeral ? secrets.refusalOfEphemeralContainers(spec) : secrets.refusal(spec);
    if (why.isEmpty()) return;
    // Upstream forgets to say what kind of refusal the second one is.
    throw ephemeral
        ? new StatusException(500, "", why.get(), null)
        : Refusal.forbidden(request, why.get());
  }

  private ObjectNode find(AdmissionRequest request, String name) {
    return state
        .get("serviceaccounts", request.namespace(), name)
        .orElseThrow(
            () ->
                Refusal.forbidden(
                    request,
                    "error looking up service account %s/%s: %s"
                        .formatted(request.namespace(), name, whyNotFound(name))));
  }

  /** In the words of upstream's client, which asks for no name that a path cannot have. */
  private static String whyNotFound(String name) {
    List<String> wrong = Names.pathSegment(name);
    return wrong.isEmpty()
        ? "serviceaccount \"%s\" not found".formatted(name)
        : "invalid resource name \"%s\": [%s]".formatted(name, String.join(" ", wrong));
  }

  private static void refuseInMirror(AdmissionRequest request, ObjectNode pod) {
    if (!pod.path("spec").path("serviceAccountName").asText().isEmpty()) {
      throw Refusal.forbidden(request, "a mirror pod may not reference service accounts");
    }
    PodReferences.visit(
        pod,
        (resource, name) -> {
          if (!resource.equals("secrets")) return;
          throw Refusal.forbidden(request, "a mirror pod may not reference secrets");
        });
    for (JsonNode volume : pod.path("spec").path("volumes")) {
      for (JsonNode source : volume.path("projected").path("sources")) {
        if (source.has("serviceAccountToken")) {
          throw Refusal.forbidden(
              request, "a mirror pod may not use ServiceAccountToken volume projections");
        }
      }
    }
  }

  /** The Pod's word comes before the account's; without either it is yes. */
  private static boolean mountsToken(ObjectNode spec, ObjectNode account) {
    JsonNode pod = spec.path("automountServiceAccountToken");
    if (pod.isBoolean()) return pod.asBoolean();
    return account.path("automountServiceAccountToken").asBoolean(true);
  }

  private void mountToken(ObjectNode spec) {
    String volume = null;
    for (JsonNode each : spec.path("volumes")) {
      String name = each.path("name").asText();
      if (name.startsWith(VOLUME_PREFIX)) volume = name;
    }
    boolean present = volume != null;
    if (!present) volume = VOLUME_PREFIX + suffix();
    boolean needed = false;
    for (ObjectNode container : Pods.containers(spec)) {
      if (mounts(container)) continue;
      Pods.array(container, "volumeMounts")
          .addObject()
          .put("name", volume)
          .put("readOnly", true)
          .put("mountPath", MOUNT_PATH);
      needed = true;
    }
    if (needed && !present) addVolume(Pods.array(spec, "volumes"), volume);
  }

  private static boolean mounts(ObjectNode container) {
    for (JsonNode mount : container.path("volumeMounts")) {
      if (mount.path("mountPath").asText().equals(MOUNT_PATH)) return true;
    }
    return false;
  }

  private static void addVolume(ArrayNode volumes, String name) {
    ObjectNode projected = volumes.addObject().put("name", name).putObject("projected");
    ArrayNode sources = projected.putArray("sources");
    sources
        .addObject()
        .putObject("serviceAccountToken")
        .put("expirationSeconds", TOKEN_SECONDS)
        .put("path", "token");
    ObjectNode certificate = sources.addObject().putObject("configMap");
    certificate.put("name", "kube-root-ca.crt");
    certificate.putArray("items").addObject().put("key", "ca.crt").put("path", "ca.crt");
    sources
        .addObject()
        .putObject("downwardAPI")
        .putArray("items")
        .addObject()
        .put("path", "namespace")
        .putObject("fieldRef")
        .put("apiVersion", "v1")
        .put("fieldPath", "metadata.namespace");
    projected.put("defaultMode", 0644);
  }

  private String suffix() {
    StringBuilder text = new StringBuilder(5);
    for (int i = 0; i < 5; i++) {
      text.append(SUFFIX_ALPHABET.charAt(random.nextInt(SUFFIX_ALPHABET.length())));
    }
    return text.toString();
  }
}
