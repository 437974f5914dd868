package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.informer.FakeClusterState;
import dev.skiff.controlplane.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Short forms of admission requests. */
public final class Requests {
  public static final UserInfo USER = new UserInfo("jane", "", List.of(), Map.of());

  /** What plugins warned of. */
  public static final List<String> WARNINGS = new ArrayList<>();

  private Requests() {}

  public static AdmissionRequest create(String groupResource, String namespace, String json) {
    return request(Operation.CREATE, groupResource, "", namespace, json, null, USER);
  }

  /** {@code groupResource} such as {@code deployments.apps}; texts may be null. */
  public static AdmissionRequest request(
      Operation operation,
      String groupResource,
      String subresource,
      String namespace,
      String json,
      String oldJson,
      UserInfo user) {
    ObjectNode object = json == null ? null : FakeClusterState.json(json);
    ObjectNode old = oldJson == null ? null : FakeClusterState.json(oldJson);
    ObjectNode named = object == null ? old : object;
    return new AdmissionRequest(
        operation,
        type(groupResource),
        subresource,
        namespace,
        named.path("metadata").path("name").asText(),
        object,
        old,
        user,
        false,
        WARNINGS::add);
  }

  private static ResourceType type(String groupResource) {
    int dot = groupResource.indexOf('.');
    String group = dot < 0 ? "" : groupResource.substring(dot + 1);
    String plural = dot < 0 ? groupResource : groupResource.substring(0, dot);
    return new ResourceType(
        group,
        "v1",
        "Kind",
        plural,
        "",
        List.of(),
        List.of(),
        !namespaceless(plural),
        Set.of(),
        List.of(),
        null,
        List.of(),
        List.of(),
        group,
        "v1",
        false);
  }

  private static boolean namespaceless(String plural) {
    return Set.of("nodes", "namespaces").contains(plural);
  }
}
