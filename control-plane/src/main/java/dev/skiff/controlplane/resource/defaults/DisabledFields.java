package dev.skiff.controlplane.resource.defaults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.Schema;
import dev.skiff.controlplane.resource.SchemaReach;
import java.util.List;
import java.util.Map;

/**
 * Fields of features that are off by default in v1.35, of which nobody here makes anything: what a
 * client puts into them is dropped, so that it is not believed to have an effect.
 */
public final class DisabledFields {
  /**
   * By definition. Of a path with a dot the last field is dropped, and what had it if nothing else
   * is left in that.
   */
  private static final Map<String, List<String>> BY_DEFINITION =
      Map.ofEntries(
          Map.entry("apps.v1.RollingUpdateStatefulSetStrategy", List.of("maxUnavailable")),
          Map.entry("coordination.v1.LeaseSpec", List.of("strategy", "preferredHolder")),
          Map.entry("core.v1.Container", List.of("lifecycle.stopSignal")),
          Map.entry("core.v1.ContainerStatus", List.of("allocatedResourcesStatus")),
          Map.entry("core.v1.EphemeralContainer", List.of("lifecycle.stopSignal")),
          Map.entry("core.v1.NodeSpec", List.of("configSource")),
          Map.entry("core.v1.NodeStatus", List.of("config")),
          Map.entry("core.v1.PodSpec", List.of("workloadRef")),
          Map.entry("core.v1.PodStatus", List.of("extendedResourceClaimStatus", "resources")),
          Map.entry("core.v1.VolumeProjection", List.of("clusterTrustBundle", "podCertificate")),
          Map.entry("resource.v1.AllocatedDeviceStatus", List.of("shareID")),
          Map.entry(
              "resource.v1.Device",
              List.of(
                  "allNodes",
                  "allowMultipleAllocations",
                  "bindingConditions",
                  "bindingFailureConditions",
                  "bindsToNode",
                  "consumesCounters",
                  "nodeName",
                  "nodeSelector",
                  "taints")),
          Map.entry("resource.v1.DeviceCapacity", List.of("requestPolicy")),
          Map.entry("resource.v1.DeviceClassSpec", List.of("extendedResourceName")),
          Map.entry("resource.v1.DeviceConstraint", List.of("distinctAttribute")),
          Map.entry(
              "resource.v1.DeviceRequestAllocationResult",
              List.of(
                  "bindingConditions", "bindingFailureConditions", "consumedCapacity", "shareID")),
          Map.entry("resource.v1.DeviceSubRequest", List.of("capacity", "tolerations")),
          Map.entry("resource.v1.ExactDeviceRequest", List.of("capacity", "tolerations")),
          Map.entry(
              "resource.v1.ResourceSliceSpec",
              List.of("sharedCounters", "perDeviceNodeSelection")));

  private static final String PREFIX = "io.k8s.api.";

  private static final SchemaReach IN_REACH = new SchemaReach(name -> !paths(name).isEmpty());

  private DisabledFields() {}

  /**
   * Takes them out.
   *
   * @param schema of the object
   * @param object changed in place
   */
  public static void drop(Schema schema, JsonNode object) {
    if (object.isArray() && schema.items() != null) {
      for (JsonNode element : object) drop(schema.items(), element);
      return;
    }
    if (!(object instanceof ObjectNode node) || !IN_REACH.of(schema)) return;
    if (schema.name() != null) {
      paths(schema.name()).forEach(path -> drop(path, node));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      Schema inner = schema.property(field.getKey());
      if (inner != null && field.getValue().isContainerNode()) drop(inner, field.getValue());
    }
  }

  private static List<String> paths(String definition) {
    return definition.startsWith(PREFIX)
        ? BY_DEFINITION.getOrDefault(definition.substring(PREFIX.length()), List.of())
        : List.of();
  }

  private static void drop(String path, ObjectNode object) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      object.remove(path);
    } else if (object.get(path.substring(0, dot)) instanceof ObjectNode inner
        && inner.remove(path.substring(dot + 1)) != null
        && inner.isEmpty()) {
      object.remove(path.substring(0, dot));
    }
  }
}
