package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Resizes of Pods; refusals are those of kube-apiserver v1.35.4. */
class PodResizeTest {
  private static final ResourceType PODS = WritePath.type("v1", "pods");
  private static final String RESOURCES = "resources: {requests: {cpu: '1', memory: 1Gi}}";

  private final WritePath path = new WritePath();
  private final ObjectNode pod =
      path.create(
          PODS,
          "{metadata: {name: a}, spec: {containers: [{name: c, image: i, "
              + RESOURCES
              + "}, {name: d, image: i}], initContainers: [{name: s, image: i, restartPolicy: Always, "
              + RESOURCES
              + "}, {name: j, image: i, "
              + RESOURCES
              + "}]}}");

  private void resize(Consumer<ObjectNode> change) {
    ObjectNode changed = pod.deepCopy();
    change.accept(changed);
    path.behaviours.validateUpdate(PODS, "resize", changed, pod);
  }

  private void assertRefused(String expected, Consumer<ObjectNode> change) {
    assertEquals("422 Pod \"a\" is invalid: " + expected, WritePath.refusal(() -> resize(change)));
  }

  private static ObjectNode resources(ObjectNode pod, String container) {
    return pod.withObject("/spec/" + container + "/resources");
  }

  @Test
  void containersAndSidecarsGetMore() {
    resize(
        changed -> {
          resources(changed, "containers/0").withObject("/requests").put("cpu", "2");
          resources(changed, "containers/1").withObject("/limits").put("memory", "2Gi");
          resources(changed, "initContainers/0").withObject("/requests").put("cpu", "3");
        });
  }

  @Test
  void othersStayAsTheyAre() {
    assertRefused(
        "spec: Forbidden: resources for non-sidecar init containers are immutable",
        changed -> resources(changed, "initContainers/1").withObject("/requests").put("cpu", "2"));
  }

  @Test
  void amountsStay() {
    assertRefused(
        "spec.initContainers[0].resources.requests: Forbidden: resource requests cannot be removed",
        changed -> resources(changed, "initContainers/0").withObject("/requests").remove("cpu"));
  }

  @Test
  void whatIsNeitherCpuNorMemoryStays() {
    assertRefused(
        "spec: Forbidden: only cpu and memory resources for sidecar containers are mutable",
        changed ->
            resources(changed, "initContainers/0")
                .withObject("/requests")
                .put("ephemeral-storage", "1Gi"));
    assertRefused(
        "spec: Forbidden: only cpu and memory resources are mutable",
        changed ->
            changed
                .withObject("/spec/containers/0")
                .putArray("resizePolicy")
                .addObject()
                .put("resourceName", "cpu")
                .put("restartPolicy", "RestartContainer"));
  }

  @Test
  void containersStayInTheirOrder() {
    assertRefused(
        "spec.containers: Forbidden: containers may not be added or removed on resize",
        changed -> ((ArrayNode) changed.at("/spec/containers")).remove(1));
    assertRefused(
        "spec.initContainers[1].name: Forbidden: initContainers may not be renamed or reordered on"
            + " resize",
        changed -> changed.withObject("/spec/initContainers/1").put("name", "k"));
  }

  @Test
  void nodesMustKnowOfIt() {
    pod.withObject("/status")
        .putArray("containerStatuses")
        .addObject()
        .withObject("/state")
        .putObject("running");
    assertRefused("spec: Forbidden: Pod running on node without support for resize", changed -> {});
  }

  @Test
  void staticPodsAreResizedByTheirNode() {
    pod.withObject("/metadata/annotations").put("kubernetes.io/config.mirror", "x");
    assertRefused("[]: Forbidden: static pods cannot be resized", changed -> {});
  }
}
