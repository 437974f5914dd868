package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The Secrets to which a service account that says so ({@code
 * kubernetes.io/enforce-mountable-secrets}) holds its Pods. As upstream has it, projected volumes
 * and those of drivers are not looked at.
 */
final class MountableSecrets {
  private final String account;
  private final Set<String> mountable;
  private final Set<String> pull;

  MountableSecrets(JsonNode account) {
    this.account = account.path("metadata").path("name").asText();
    this.mountable = names(account.path("secrets"));
    this.pull = names(account.path("imagePullSecrets"));
  }

  /** Why a Pod that is created is not allowed; empty if it is. */
  Optional<String> refusal(JsonNode spec) {
    for (JsonNode volume : spec.path("volumes")) {
      if (!volume.path("secret").isObject()) continue;
      String secret = volume.path("secret").path("secretName").asText();
      if (!mountable.contains(secret)) return refusal("volume with", secret);
    }
    return containers("init container", spec.path("initContainers"))
        .or(() -> containers("container", spec.path("containers")))
        .or(() -> pullSecrets(spec.path("imagePullSecrets")));
  }

  /** Why ephemeral containers are not allowed; empty if they are. */
  Optional<String> refusalOfEphemeralContainers(JsonNode spec) {
    return containers("ephemeral container", spec.path("ephemeralContainers"));
  }

  private Optional<String> containers(String what, JsonNode containers) {
    for (JsonNode container : containers) {
      String name = what + " " + container.path("name").asText() + " with ";
      for (JsonNode variable : container.path("env")) {
        JsonNode source = variable.path("valueFrom").path("secretKeyRef");
        if (!source.isObject() || mountable.contains(source.path("name").asText())) continue;
        String place = "envVar " + variable.path("name").asText() + " referencing";
        return refusal(name + place, source.path("name").asText());
      }
      for (JsonNode from : container.path("envFrom")) {
        JsonNode source = from.path("secretRef");
        if (!source.isObject() || mountable.contains(source.path("name").asText())) continue;
        return refusal(name + "envFrom referencing", source.path("name").asText());
      }
    }
    return Optional.empty();
  }

  private Optional<String> pullSecrets(JsonNode secrets) {
    for (int i = 0; i < secrets.size(); i++) {
      String secret = secrets.get(i).path("name").asText();
      if (pull.contains(secret)) continue;
      return Optional.of(
          "imagePullSecrets[%d].name=\"%s\" is not allowed because service account %s does not reference that imagePullSecret"
              .formatted(i, secret, account));
    }
    return Optional.empty();
  }

  private Optional<String> refusal(String where, String secret) {
    return Optional.of(
        "%s secret.secretName=\"%s\" is not allowed because service account %s does not reference that secret"
            .formatted(where, secret, account));
  }

  private static Set<String> names(JsonNode references) {
    Set<String> names = new HashSet<>();
    references.forEach(reference -> names.add(reference.path("name").asText()));
    return names;
  }
}
