package dev.skiff.controlplane.resource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServedTypesTest {
  private final ServedTypes types = new ServedTypes();

  @Test
  void knowsDeployments() {
    ResourceType type = types.find("apps", "v1", "deployments").orElseThrow();
    assertEquals("Deployment", type.kind());
    assertEquals("deployments.apps", type.groupResource());
    assertEquals(List.of("deploy"), type.shortNames());
    assertTrue(type.namespaced());
    assertEquals("Scale", type.subresource("scale").orElseThrow().kind());
    assertEquals("autoscaling", type.subresource("scale").orElseThrow().group());
    Schema containers =
        type.schema().property("spec").property("template").property("spec").property("containers");
    assertEquals("name", containers.patchMergeKey());
    assertEquals("io.k8s.api.core.v1.Container", containers.items().name());
    assertEquals(List.of("name"), containers.items().required());
    assertTrue(containers.items().property("image").description().contains("image"));
  }

  @Test
  void servesWhatADefaultServerOfThisLevelServes() {
    assertEquals(66, types.all().size());
    assertEquals(
        Set.of("get", "list", "watch", "create", "update", "patch", "delete"),
        types.find("", "v1", "namespaces").orElseThrow().verbs());
    assertEquals(
        "events", types.find("events.k8s.io", "v1", "events").orElseThrow().storageResource());
    assertEquals(
        "v2", types.stored("autoscaling", "horizontalpodautoscalers").orElseThrow().version());
  }

  @Test
  void customTypesComeAndGo() {
    ResourceType pods = types.find("", "v1", "pods").orElseThrow();
    int[] changes = {0};
    types.onChange(() -> changes[0]++);
    types.put(custom(pods, "v1beta1"));
    types.put(custom(pods, "v1"));
    assertEquals("Pod", types.findKind("example.com", "v1", "Pod").orElseThrow().kind());
    assertEquals(
        List.of("v1", "v1beta1"),
        types.all().stream()
            .filter(type -> type.group().equals("example.com"))
            .map(ResourceType::version)
            .toList());
    ResourceType served = types.find("example.com", "v1", "pods").orElseThrow();
    types.put(served);
    assertEquals(2, changes[0], "what is served already is no change");
    types.remove("example.com", "v1", "pods");
    assertTrue(types.find("example.com", "v1", "pods").isEmpty());
    assertEquals(3, changes[0]);
  }

  @Test
  void aCustomTypeIsThereWhileItChanges() throws InterruptedException {
    ResourceType pods = types.find("", "v1", "pods").orElseThrow();
    types.put(custom(pods, "v1"));
    AtomicBoolean changing = new AtomicBoolean(true);
    AtomicInteger misses = new AtomicInteger();
    Thread reader =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (changing.get()) {
                    if (types.find("example.com", "v1", "pods").isEmpty()) misses.incrementAndGet();
                    if (types.findKind("example.com", "v1", "Pod").isEmpty()) {
                      misses.incrementAndGet();
                    }
                  }
                });
    for (int i = 0; i < 2_000; i++) types.put(custom(pods, "v1"));
    changing.set(false);
    reader.join();
    assertEquals(0, misses.get());
  }

  private static ResourceType custom(ResourceType like, String version) {
    return new ResourceType(
        "example.com",
        version,
        like.kind(),
        like.plural(),
        like.singular(),
        List.of(),
        List.of(),
        true,
        like.verbs(),
        List.of(),
        like.schema(),
        List.of(),
        List.of(),
        "v1",
        "example.com",
        true);
  }
}
