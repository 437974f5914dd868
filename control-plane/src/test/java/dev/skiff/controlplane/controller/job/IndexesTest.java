package dev.skiff.controlplane.controller.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class IndexesTest {
  @Test
  void twoNeighboursAreListedAndThreeAreARange() {
    assertEquals("1,3-5,7,8", Indexes.of(List.of(8, 1, 4, 3, 5, 7)).toString());
    assertEquals("", Indexes.NONE.toString());
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Indexes read = Indexes.parse("1,3-5,7,8", 100);
    assertEquals("1,3-5,7,8", read.toString());
    assertEquals(6, read.size());
    assertTrue(read.contains(4));
    assertFalse(read.contains(6));
  }

  @Test
  void whatIsBeyondTheCompletionsOrNoNumberIsLeftOut() {
    assertEquals("0-2", Indexes.parse("0-5,8", 3).toString());
    assertEquals("1,4", Indexes.parse("1,x,2-y,4", 10).toString());
    assertEquals(0, Indexes.parse(null, 10).size());
  }

  @Test
  void setsAreMergedAndCompared() {
    Indexes one = Indexes.parse("0-3,8", 10);
    assertEquals("0-5,8", one.plus(Indexes.parse("2-5", 10)).toString());
    assertEquals(3, one.common(Indexes.parse("1,2,5-9", 10)));
  }

  @Test
  void theFirstMissingIndexesComeFirst() {
    Indexes taken = Indexes.parse("0,2,5", 10);
    assertEquals(List.of(1, 3, 4), taken.missing(3, 10));
    assertEquals(List.of(1, 3, 4, 6), taken.missing(9, 7));
    assertEquals(List.of(), Indexes.parse("0-9", 10).missing(2, 5));
  }
}
