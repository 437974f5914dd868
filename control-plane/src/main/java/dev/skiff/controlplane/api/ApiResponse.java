package dev.skiff.controlplane.api;

import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;

/**
 * An answer of the API server.
 *
 * @param status HTTP status
 * @param headers such as Content-Type and Warning, each with its values
 * @param body all of it at once, or a stream
 */
public record ApiResponse(int status, Map<String, List<String>> headers, Body body) {

  /** A body of no bytes. */
  public static final Body NOTHING = new Bytes(List.of());

  /** What is sent. */
  public sealed interface Body {}

  /**
   * A body that is complete; several buffers are sent one after another (a list is a
   * concatenation).
   */
  public record Bytes(List<byte[]> parts) implements Body {

    /** All of it in one piece. */
    public byte[] joined() {
      if (parts.size() == 1) return parts.getFirst();
      byte[] all = new byte[parts.stream().mapToInt(part -> part.length).sum()];
      int at = 0;
      for (byte[] part : parts) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return all;
    }
  }

  /**
   * A body that goes on until either side ends it, such as a watch or a followed log, or that is
   * too large for one piece. What is in a buffer is valid until the next one is asked for.
   */
  public record Stream(Multi<Buffer> buffers) implements Body {}
}
