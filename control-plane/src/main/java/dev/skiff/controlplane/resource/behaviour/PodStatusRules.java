package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.validation.Addresses;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import dev.skiff.controlplane.resource.validation.Names;
import java.util.HashSet;
import java.util.Set;

/** What the status of a Pod may say, and how it may go on: containers that have ended stay so. */
final class PodStatusRules {
  private final ObjectNode pod;
  private final JsonNode now;
  private final JsonNode before;
  private final FieldErrors errors;

  PodStatusRules(ObjectNode pod, ObjectNode old, FieldErrors errors) {
    this.pod = pod;
    this.now = pod.path("status");
    this.before = old.path("status");
    this.errors = errors;
  }

  void check() {
    nomination();
    if (now.path("observedGeneration").asLong() < 0) {
      errors.invalid(
          "status.observedGeneration",
          now.path("observedGeneration"),
          "must be a non-negative integer");
    }
    if (!now.path("qosClass").equals(before.path("qosClass"))) {
      errors.invalid("status.qosClass", now.path("qosClass").asText(""), "field is immutable");
    }
    conditions();
    ended("containerStatuses", "containers");
    ended("initContainerStatuses", "initContainers");
    ended("ephemeralContainerStatuses", "");
    claims();
    users("containerStatuses");
    users("initContainerStatuses");
    users("ephemeralContainerStatuses");
    addresses("podIPs");
    JsonNode hosts = now.path("hostIPs");
    if (!hosts.isEmpty() && !hosts.path(0).path("ip").equals(now.path("hostIP"))) {
      errors.invalid("status.hostIPs[0].ip", hosts.path(0).path("ip"), "must be equal to `hostIP`");
    }
    addresses("hostIPs");
  }

  private void conditions() {
    JsonNode conditions = now.path("conditions");
    for (int i = 0; i < conditions.size(); i++) {
      String field = "status.conditions[" + i + "]";
      JsonNode generation = conditions.get(i).path("observedGeneration");
      if (generation.asLong() < 0) {
        errors.invalid(field + ".observedGeneration", generation, "must be a non-negative integer");
      }
      String type = conditions.get(i).path("type").asText("");
      Names.qualified(type).forEach(wrong -> errors.invalid(field + ".Type", type, wrong));
    }
  }

  /** Claims of which something is said are the Pod's. */
  private void claims() {
    JsonNode statuses = now.path("resourceClaimStatuses");
    Set<String> names = new HashSet<>();
    pod.at("/spec/resourceClaims").forEach(one -> names.add(one.path("name").asText("")));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < statuses.size(); i++) {
      String field = "status.resourceClaimStatuses[" + i + "].name";
      String name = statuses.get(i).path("name").asText("");
      if (!names.contains(name)) {
        errors.invalid(field, name, "must match the name of an entry in `spec.resourceClaims`");
      }
      if (!seen.add(name)) errors.duplicate(field, name);
      JsonNode claim = statuses.get(i).path("resourceClaimName");
      if (!claim.isTextual()) continue;
      Names.subdomain(claim.textValue()).forEach(wrong -> errors.invalid(field, claim, wrong));
    }
  }

  /** As whom containers run; Windows knows no numbers for that. */
  private void users(String list) {
    String system = pod.at("/spec/os/name").asText("linux");
    for (int i = 0; i < now.path(list).size(); i++) {
      JsonNode user = now.path(list).get(i).path("user").path("linux");
      if (!user.isObject()) continue;
      String field = "status." + list + "[" + i + "].user.linux";
      if (system.equals("windows")) {
        errors.forbidden(field, "cannot be set for a windows pod");
        continue;
      }
      id(field + ".uid", user.path("uid"));
      id(field + ".gid", user.path("gid"));
      JsonNode groups = user.path("supplementalGroups");
      for (int j = 0; j < groups.size(); j++) {
        id(field + ".supplementalGroups[" + j + "]", groups.get(j));
      }
    }
  }

  private void id(String field, JsonNode id) {
    if (id.asLong() >= 0 && id.asLong() <= Integer.MAX_VALUE) return;
    errors.invalid(field, id, "must be between 0 and 2147483647, inclusive");
  }

  /** A node is in view only until the Pod has one. */
  private void nomination() {
    String field = "status.nominatedNodeName";
    String name = now.path("nominatedNodeName").asText("");
    if (name.isEmpty() || name.equals(before.path("nominatedNodeName").asText(""))) return;
    Names.subdomain(name).forEach(wrong -> errors.invalid(field, name, wrong));
    if (!pod.at("/spec/nodeName").asText("").isEmpty()) {
      errors.forbidden(field, "may not be set on pods that are already bound to a node");
    }
  }

  /** Containers that are not to start again do not. */
  private void ended(String list, String containers) {
    JsonNode old = before.path(list);
    for (int i = 0; i < old.size(); i++) {
      JsonNode end = old.get(i).path("state").path("terminated");
      if (end.isMissingNode()) continue;
      JsonNode name = old.get(i).path("name");
      if (!goesOn(list, name) || startsAgain(containers, name, end.path("exitCode").asInt()))
        continue;
      errors.forbidden(
          "status." + list + "[" + i + "].state",
          "may not be transitioned to non-terminated state");
    }
  }

  private boolean goesOn(String list, JsonNode name) {
    for (JsonNode status : now.path(list)) {
      if (status.path("name").equals(name)) return !status.path("state").has("terminated");
    }
    return false;
  }

  /** What a container's own policy says, else the Pod's; KEP-5307 has rules by exit code. */
  private boolean startsAgain(String containers, JsonNode name, int exitCode) {
    for (JsonNode container : pod.path("spec").path(containers)) {
      if (!container.path("name").equals(name)) continue;
      String policy = container.path("restartPolicy").asText("");
      if (!policy.isEmpty()) {
        for (JsonNode rule : container.path("restartPolicyRules")) {
          if (fits(rule.path("exitCodes"), exitCode)) return true;
        }
      }
      if (policy.isEmpty()) policy = pod.at("/spec/restartPolicy").asText("");
      return policy.equals("Always") || (policy.equals("OnFailure") && exitCode != 0);
    }
    return false;
  }

  private static boolean fits(JsonNode codes, int exitCode) {
    boolean among = false;
    for (JsonNode code : codes.path("values")) among |= code.asInt() == exitCode;
    return switch (codes.path("operator").asText("")) {
      case "In" -> among;
      case "NotIn" -> !among;
      default -> false;
    };
  }

  /** At most one address of each family; those that were there before may stay as they are. */
  private void addresses(String list) {
    Set<String> known = new HashSet<>();
    before.path(list).forEach(address -> known.add(address.path("ip").asText("")));
    JsonNode addresses = now.path(list);
    Set<Boolean> families = new HashSet<>();
    for (int i = 0; i < addresses.size(); i++) {
      String field = "status." + list + "[" + i + "]";
      String ip = addresses.get(i).path("ip").asText("");
      families.add(ip.contains(":"));
      if (!known.contains(ip)) Addresses.ip(ip).forEach(wrong -> errors.invalid(field, ip, wrong));
    }
    if (addresses.size() > 1 && addresses.size() != families.size()) {
      errors.invalid(
          "status." + list, addresses, "may specify no more than one IP for each IP family");
    }
  }
}
