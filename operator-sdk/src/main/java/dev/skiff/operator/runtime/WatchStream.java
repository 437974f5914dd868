package dev.skiff.operator.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Function;

/** The events of one watch request, read one after another. */
final class WatchStream<T extends HasMetadata> implements AutoCloseable {
  private final InputStream body;
  private final Function<byte[], JsonNode> parseLine;
  private final Function<JsonNode, T> parseObject;

  WatchStream(
      InputStream body, Function<byte[], JsonNode> parseLine, Function<JsonNode, T> parseObject) {
    this.body = new BufferedInputStream(body, 16 * 1024);
    this.parseLine = parseLine;
    this.parseObject = parseObject;
  }

  /**
   * One event.
   *
   * @param type ADDED, MODIFIED, DELETED or BOOKMARK
   * @param object for a bookmark only its resource version means something
   */
  record Event<T>(String type, T object) {}

  /**
   * Waits for the next event.
   *
   * @return null when the server has ended the watch
   * @throws GoneException if the server says that the watch is too far behind
   */
  Event<T> next() throws IOException {
    byte[] line = readLine();
    if (line == null) return null;
    JsonNode event = parseLine.apply(line);
    String type = event.path("type").asText();
    JsonNode object = event.path("object");
    if (type.equals("ERROR")) {
      String message = object.path("message").asText();
      if (object.path("code").asInt() == 410) throw new GoneException(message);
      throw new IOException("watch failed: " + message);
    }
    return new Event<>(type, parseObject.apply(object));
  }

  private byte[] readLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
    for (int next = body.read(); next >= 0; next = body.read()) {
      if (next != '\n') {
        line.write(next);
      } else if (line.size() > 0) {
        return line.toByteArray();
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
