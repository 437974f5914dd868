package dev.skiff.agent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CriLogWriterTest {

  private static final List<String> LINES =
      List.of(
          "2026-10-06T00:17:09.5Z stdout F first",
          "2026-10-06T00:17:10.669794202Z stderr P half ",
          "2026-10-06T00:17:10.669794203Z stderr F line",
          "no log line",
          "2026-10-06T02:17:11.0+02:00 stdout F ");

  @Test
  void joinsPartsOfALine() throws IOException {
    assertEquals("first\nhalf line\n\n", written(options(false, Long.MAX_VALUE, Instant.MIN, "")));
  }

  @Test
  void timestampsHaveNineDigitsAndBeginLinesOnly() throws IOException {
    assertEquals(
        "2026-10-06T00:17:09.500000000Z first\n"
            + "2026-10-06T00:17:10.669794202Z half line\n"
            + "2026-10-06T00:17:11.000000000Z \n",
        written(options(true, Long.MAX_VALUE, Instant.MIN, "")));
  }

  @Test
  void leavesOutWhatIsOlderOrOfAnotherStream() throws IOException {
    Instant since = Instant.parse("2026-10-06T00:17:10Z");
    assertEquals("half line\n\n", written(options(false, Long.MAX_VALUE, since, "")));
    assertEquals("first\n\n", written(options(false, Long.MAX_VALUE, Instant.MIN, "stdout")));
  }

  @Test
  void stopsAtTheLimit() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CriLogWriter writer = new CriLogWriter(options(false, 3, Instant.MIN, ""), out);
    writer.write(LINES.getFirst().getBytes(StandardCharsets.US_ASCII));
    assertEquals("fir", out.toString(StandardCharsets.US_ASCII));
    assertTrue(writer.isFull());
  }

  private static String written(LogOptions options) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CriLogWriter writer = new CriLogWriter(options, out);
    for (String line : LINES) {
      writer.write(line.getBytes(StandardCharsets.US_ASCII));
    }
    return out.toString(StandardCharsets.US_ASCII);
  }

  private static LogOptions options(boolean timestamps, long limit, Instant since, String stream) {
    return new LogOptions(false, false, timestamps, -1, limit, since, stream);
  }
}
