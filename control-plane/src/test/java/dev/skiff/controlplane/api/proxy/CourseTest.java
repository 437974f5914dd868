package dev.skiff.controlplane.api.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CourseTest {
  private final List<String> told = new ArrayList<>();
  private final Course course =
      new Course(Optional.empty(), code -> told.add("ended " + code), () -> told.add("left"));

  @Test
  void aTunnelIsNoRequestInFlight() {
    course.upgraded();
    assertEquals(List.of("left"), told);
    course.ended();
    assertEquals(List.of("left", "left", "ended 101"), told);
  }

  @Test
  void whatEndsTwiceEndsOnce() {
    course.answered(404);
    course.answered(200);
    course.ended();
    course.ended();
    assertEquals(List.of("left", "ended 404"), told);
  }

  @Test
  void whoGoesBeforeTheAnswerLeavesToo() {
    course.ended();
    assertEquals(List.of("left", "ended 200"), told);
  }
}
