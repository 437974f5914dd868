package dev.skiff.controlplane.resource.behaviour;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;

/** What the status of a Pod says of the users that its containers run as (KEP-3619). */
final class ContainerStatusRules {
  private static final List<String> LISTS =
      List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses");

  /** Of users and groups. */
  private static final long LARGEST_ID = Integer.MAX_VALUE;

  private final boolean windows;
  private final FieldErrors errors;

  ContainerStatusRules(JsonNode pod, FieldErrors errors) {
    this.windows = pod.at("/spec/os/name").asText("").equals("windows");
    this.errors = errors;
  }

  void check(JsonNode status) {
    for (String list : LISTS) {
      JsonNode statuses = status.path(list);
      for (int i = 0; i < statuses.size(); i++) {
        user("status." + list + "[" + i + "].user.linux", statuses.get(i).at("/user/linux"));
      }
    }
  }

  private void user(String field, JsonNode linux) {
    if (!linux.isObject()) return;
    if (windows) {
      errors.forbidden(field, "cannot be set for a windows pod");
      return;
    }
    id(field + ".uid", linux.path("uid"));
    id(field + ".gid", linux.path("gid"));
    JsonNode groups = linux.path("supplementalGroups");
    for (int i = 0; i < groups.size(); i++) {
      id(field + ".supplementalGroups[" + i + "]", groups.get(i));
    }
  }

  private void id(String field, JsonNode id) {
    if (id.asLong() >= 0 && id.asLong() <= LARGEST_ID) return;
    errors.invalid(field, id, "must be between 0 and " + LARGEST_ID + ", inclusive");
  }
}
