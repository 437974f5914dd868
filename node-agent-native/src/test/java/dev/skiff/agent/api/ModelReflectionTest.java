package dev.skiff.agent.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelReflectionTest {

  @Test
  void reachesWhatAPodIsMadeOfButNoBuilders() {
    Set<Class<?>> classes = ModelReflection.reachable();
    assertTrue(classes.contains(SecurityContext.class));
    assertTrue(classes.contains(IntOrString.class));
    assertTrue(classes.contains(Quantity.Deserializer.class));
    assertFalse(classes.stream().anyMatch(type -> type.getName().endsWith("Builder")));
  }

  @Test
  void podsAreReadAndWrittenByTheirFields() {
    String json =
        """
        {"metadata":{"name":"a","managedFields":[{"manager":"m"}]},"unknown":1,
         "spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"100m"}},
         "readinessProbe":{"httpGet":{"port":"web"}}}]}}
        """;
    Pod pod = Json.read(json.getBytes(StandardCharsets.UTF_8), Pod.class);
    var container = pod.getSpec().getContainers().getFirst();
    assertEquals(Quantity.parse("100m"), container.getResources().getLimits().get("cpu"));
    assertEquals("web", container.getReadinessProbe().getHttpGet().getPort().getStrVal());
    assertTrue(pod.getMetadata().getManagedFields().isEmpty());
    assertEquals("100m", Json.tree(pod).at("/spec/containers/0/resources/limits/cpu").asText());
  }
}
