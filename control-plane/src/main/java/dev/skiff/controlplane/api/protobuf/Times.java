package dev.skiff.controlplane.api.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as JSON has them. */
final class Times {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /** A time in seconds and nanoseconds as text; null for the zero time, which is empty. */
  static JsonNode of(ObjectNode time, boolean micro) {
    if (!time.has("seconds") && !time.has("nanos")) return JsonNodeFactory.instance.nullNode();
    try {
      Instant instant =
          Instant.ofEpochSecond(time.path("seconds").asLong(), time.path("nanos").asLong());
      return JsonNodeFactory.instance.textNode((micro ? MICROSECONDS : SECONDS).format(instant));
    } catch (DateTimeException outOfRange) {
      return JsonNodeFactory.instance.nullNode();
    }
  }
}
