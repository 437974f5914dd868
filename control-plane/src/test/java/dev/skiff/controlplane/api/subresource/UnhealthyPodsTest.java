package dev.skiff.controlplane.api.subresource;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class UnhealthyPodsTest {
  @Test
  void aPodThatServesIsCounted() throws Exception {
    assertFalse(UnhealthyPods.mayGo(pod("True"), budget("AlwaysAllow", 0, 3)));
  }

  @Test
  void oneThatDoesNotMayGoWhenTheBudgetSaysSo() throws Exception {
    assertTrue(UnhealthyPods.mayGo(pod("False"), budget("AlwaysAllow", 0, 3)));
    assertFalse(UnhealthyPods.mayGo(pod("False"), budget("IfHealthyBudget", 2, 3)));
  }

  @Test
  void orWhenEnoughOthersServe() throws Exception {
    assertTrue(UnhealthyPods.mayGo(pod("False"), budget("IfHealthyBudget", 3, 3)));
    assertFalse(UnhealthyPods.mayGo(pod("False"), budget("IfHealthyBudget", 0, 0)));
  }

  private static ObjectNode pod(String ready) throws Exception {
    return json("{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"%s\"}]}}", ready);
  }

  private static ObjectNode budget(String policy, int current, int desired) throws Exception {
    return json(
        "{\"spec\":{\"unhealthyPodEvictionPolicy\":\"%s\"},"
            + "\"status\":{\"currentHealthy\":%d,\"desiredHealthy\":%d}}",
        policy, current, desired);
  }

  private static ObjectNode json(String text, Object... values) throws Exception {
    return (ObjectNode) new ObjectMapper().readTree(text.formatted(values));
  }
}
