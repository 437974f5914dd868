package dev.skiff.controlplane.api.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.OutputFormat.Encoding;
import dev.skiff.controlplane.api.output.OutputFormat.View;
import dev.skiff.controlplane.cache.CachedObject;
import io.netty.buffer.Unpooled;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A list as a body: a head, the elements' bytes (in JSON with commas between them), a tail. Small
 * lists go out at once; large ones in buffers that are filled as the client reads, so that a list
 * costs no more memory than a buffer.
 */
public final class ListBody {
  private static final int BUFFER = 64 * 1024;
  private static final int SMALL = 128 * 1024;

  private ListBody() {}

  /**
   * @param metadata the list's
   * @param gzip whether the client understands gzip; used for large lists only
   */
  public static ApiResponse of(
      ObjectView view,
      ObjectNode metadata,
      List<CachedObject> selected,
      boolean gzip,
      List<String> warnings) {
    List<CachedObject> objects = view.prepared(selected);
    long size = 0;
    for (CachedObject object : objects) size += object.json().length;
    Encoding encoding = view.format().encoding();
    Map<String, List<String>> headers = Answers.headers(encoding.mediaType(), warnings);
    Pieces pieces = pieces(view, metadata, objects);
    if (encoding == Encoding.YAML || size <= SMALL) {
      byte[] written = whole(pieces, (int) Math.min(size + 1024, BUFFER));
      byte[] body = encoding == Encoding.YAML ? Answers.yaml(written) : written;
      return new ApiResponse(200, headers, new ApiResponse.Bytes(List.of(body)));
    }
    if (gzip) headers.put("Content-Encoding", List.of("gzip"));
    boolean quick = !gzip && encoding == Encoding.JSON && view.format().view() == View.OBJECT;
    Multi<Buffer> buffers = Feed.stream(new Chunks(pieces, gzip, quick));
    return new ApiResponse(200, headers, new ApiResponse.Stream(buffers));
  }

  private static Pieces pieces(ObjectView view, ObjectNode metadata, List<CachedObject> objects) {
    return view.format().encoding() == Encoding.PROTOBUF
        ? new Messages(view.protobufList(metadata, objects))
        : new Elements(view, metadata, objects);
  }

  private static byte[] whole(Pieces pieces, int size) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(size);
    try {
      while (pieces.hasNext()) pieces.writeNext(all);
    } catch (IOException e) {
      throw new UncheckedIOException("Memory cannot fail", e);
    }
    return all.toByteArray();
  }

  /** A list in the parts that it is put together from. */
  private interface Pieces {
    boolean hasNext();

    void writeNext(OutputStream out) throws IOException;
  }

  private record Messages(Iterator<byte[]> messages) implements Pieces {
    @Override
    public boolean hasNext() {
      return messages.hasNext();
    }

    @Override
    public void writeNext(OutputStream out) throws IOException {
      out.write(messages.next());
    }
  }

  /** Head, elements with commas between them, tail. */
  private static final class Elements implements Pieces {
    private final ObjectView view;
    private final Iterator<CachedObject> objects;
    private final byte[] tail;
    private byte[] head;
    private boolean first = true;
    private boolean ended;

    Elements(ObjectView view, ObjectNode metadata, List<CachedObject> objects) {
      this.view = view;
      this.objects = objects.iterator();
      this.head = view.head(metadata, objects.isEmpty());
      this.tail = view.tail(objects.isEmpty());
    }

    @Override
    public boolean hasNext() {
      return !ended;
    }

    @Override
    public void writeNext(OutputStream out) throws IOException {
      if (head != null) {
        out.write(head);
        head = null;
      } else if (objects.hasNext()) {
        if (!first) out.write(',');
        first = false;
        CachedObject object = objects.next();
        view.writeElement(object.json(), object.revision(), out);
      } else {
        out.write(tail);
        ended = true;
      }
    }
  }

  /** Gathers pieces into buffers of useful size. */
  private static final class Chunks implements Feed {
    private final Pieces pieces;
    private final boolean quick;
    private final Chunk chunk = new Chunk();
    private final OutputStream sink;

    /**
     * @param quick whether the pieces are copied and no more
     */
    Chunks(Pieces pieces, boolean gzip, boolean quick) {
      this.pieces = pieces;
      this.quick = quick;
      try {
        sink = gzip ? new FastGzip(chunk) : chunk;
      } catch (IOException e) {
        throw new UncheckedIOException("Memory cannot fail", e);
      }
    }

    @Override
    public Buffer poll() {
      if (ended()) return null;
      try {
        while (chunk.size() < BUFFER && pieces.hasNext()) pieces.writeNext(sink);
        if (!pieces.hasNext()) sink.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Memory cannot fail", e);
      }
      return chunk.take();
    }

    @Override
    public boolean quick() {
      return quick;
    }

    @Override
    public boolean ended() {
      return !pieces.hasNext();
    }

    @Override
    public void begin(Runnable signal) {
      // All of it is there from the beginning.
    }

    @Override
    public void close() {}
  }

  /** Gives away what it has gathered, without a copy: it is valid until more is gathered. */
  private static final class Chunk extends ByteArrayOutputStream {
    Chunk() {
      super(BUFFER + 8 * 1024);
    }

    Buffer take() {
      Buffer taken = Buffer.buffer(Unpooled.wrappedBuffer(buf, 0, count));
      reset();
      return taken;
    }
  }

  /** Gzip at the level that upstream uses: speed before size. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
