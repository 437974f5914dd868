package dev.skiff.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.parsetools.RecordParser;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The events of a running watch, read one at a time by one thread. The server is not read from
 * before an event is wanted, so a slow reader makes the server wait instead of filling our memory.
 */
public final class WatchStream implements AutoCloseable {

  private final HttpClientResponse response;
  private final Context loop;
  private final RecordParser lines;
  private final LinkedBlockingQueue<Optional<Buffer>> received = new LinkedBlockingQueue<>();

  /**
   * @param response paused
   * @param loop the context on which the response's handlers run
   */
  WatchStream(HttpClientResponse response, Context loop) {
    this.response = response;
    this.loop = loop;
    this.lines = RecordParser.newDelimited("\n", response);
    lines.pause();
    // The parser takes over the response's handlers: what it is not asked for is lost.
    lines.exceptionHandler(failure -> received.add(Optional.empty()));
    lines.endHandler(end -> received.add(Optional.empty()));
    lines.handler(line -> received.add(Optional.of(line)));
  }

  /** Waits for the next event; empty when the watch has ended, for whatever reason. */
  public Optional<Event> next() throws InterruptedException {
    // The parser knows no locks: asked on another thread it can miss the wish, and stand still.
    loop.runOnContext(on -> lines.fetch(1));
    Optional<Buffer> line = received.take();
    return line.map(
        bytes -> {
          JsonNode event = Json.read(bytes.getBytes(), JsonNode.class);
          return new Event(event.path("type").asText(), event.path("object"));
        });
  }

  @Override
  public void close() {
    response.request().reset();
  }

  /**
   * @param type ADDED, MODIFIED, DELETED, BOOKMARK or ERROR
   * @param object the object, or a Status for ERROR
   */
  public record Event(String type, JsonNode object) {}
}
