package dev.skiff.controlplane.resource.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class JobIndexesTest {
  @Test
  void singleOnesAndIntervals() {
    assertEquals(0, JobIndexes.count("", 5));
    assertEquals(4, JobIndexes.count("0,2-4", 5));
  }

  @Test
  void whatIsWrong() {
    assertEquals("too large index: \"5\"", problem("1-5"));
    assertEquals("cannot convert string to integer for index: \"x\"", problem("x"));
    assertEquals("non-increasing order, previous: 3, current: 1", problem("3,1"));
    assertEquals("non-increasing order, previous: 2, current: 2", problem("2-2"));
  }

  private static String problem(String text) {
    return assertThrows(IllegalArgumentException.class, () -> JobIndexes.count(text, 5))
        .getMessage();
  }
}
