package dev.skiff.controlplane.controller.node;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NodeTtlTest {
  @Test
  void moreNodesTrustTheirCopiesForLonger() {
    assertEquals(0, seconds(0, 100));
    assertEquals(15, seconds(0, 101));
    assertEquals(60, seconds(0, 1500));
    assertEquals(300, seconds(0, 5000));
  }

  @Test
  void aFewNodesLessChangeNothing() {
    assertEquals(15, seconds(1, 95));
    assertEquals(0, seconds(1, 89));
    assertEquals(0, seconds(4, 3));
  }

  private static int seconds(int step, int nodes) {
    return NodeTtlController.seconds(NodeTtlController.step(step, nodes));
  }
}
