package dev.skiff.controlplane.api.output;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarningHeadersTest {
  @Test
  void quotesAreEscapedAndTextsAreWrittenOnce() {
    assertEquals(
        List.of("299 - \"unknown field \\\"spec.ä\\\"\"", "299 - \"a\\\\b\""),
        WarningHeaders.of(List.of("unknown field \"spec.ä\"", "a\\b", "a\\b")));
  }

  @Test
  void whatAHeaderCannotHoldIsLeftOut() {
    assertEquals(List.of("299 - \"c\""), WarningHeaders.of(List.of("a\nb", "", "c")));
  }

  @Test
  void manyLongOnesAreCut() {
    List<String> long20 =
        IntStream.range(0, 20).mapToObj(i -> (char) ('a' + i) + "ä".repeat(299)).toList();
    List<String> headers = WarningHeaders.of(long20);
    assertEquals(4096 / 256, headers.size());
    assertEquals("299 - \"b" + "ä".repeat(255) + '"', headers.get(1));
  }

  @Test
  void fewLongOnesStayWhole() {
    String text = "x".repeat(4000);
    assertEquals(List.of("299 - \"" + text + '"'), WarningHeaders.of(List.of(text)));
  }
}
