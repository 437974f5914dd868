package dev.skiff.controlplane.api.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.OutputFormat.Encoding;
import dev.skiff.controlplane.cache.CachedObject;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
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
    if (encoding == Encoding.YAML || size <= SMALL) {
      ByteArrayOutputStream all = new ByteArrayOutputStream((int) Math.min(size + 1024, BUFFER));
      pieces(view, metadata, objects).forEachRemaining(all::writeBytes);
      byte[] written = all.toByteArray();
      byte[] body = encoding == Encoding.YAML ? Answers.yaml(written) : written;
      return new ApiResponse(200, headers, new ApiResponse.Bytes(List.of(body)));
    }
    if (gzip) headers.put("Content-Encoding", List.of("gzip"));
    Multi<Buffer> buffers =
        Multi.createFrom().iterable(() -> new Chunks(pieces(view, metadata, objects), gzip));
    return new ApiResponse(200, headers, new ApiResponse.Stream(buffers));
  }

  private static Iterator<byte[]> pieces(
      ObjectView view, ObjectNode metadata, List<CachedObject> objects) {
    return view.format().encoding() == Encoding.PROTOBUF
        ? view.protobufList(metadata, objects)
        : new Pieces(view, metadata, objects.iterator());
  }

  /** Head, elements with their commas, tail. */
  private static final class Pieces implements Iterator<byte[]> {
    private static final byte[] COMMA = {','};
    private final ObjectView view;
    private final Iterator<CachedObject> objects;
    private byte[] next;
    private boolean first = true;
    private boolean tailGiven;

    Pieces(ObjectView view, ObjectNode metadata, Iterator<CachedObject> objects) {
      this.view = view;
      this.objects = objects;
      this.next = view.head(metadata);
    }

    @Override
    public boolean hasNext() {
      return next != null;
    }

    @Override
    public byte[] next() {
      if (next == null) throw new NoSuchElementException();
      byte[] piece = next;
      next = advance(piece);
      return piece;
    }

    private byte[] advance(byte[] before) {
      if (objects.hasNext()) {
        if (!first && before != COMMA) return COMMA;
        first = false;
        CachedObject object = objects.next();
        return view.element(object.json(), object.revision());
      }
      if (tailGiven) return null;
      tailGiven = true;
      return view.tail();
    }
  }

  /** Gathers pieces into buffers of useful size. */
  private static final class Chunks implements Iterator<Buffer> {
    private final Iterator<byte[]> pieces;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(BUFFER + 4096);
    private final OutputStream sink;

    Chunks(Iterator<byte[]> pieces, boolean gzip) {
      this.pieces = pieces;
      try {
        sink = gzip ? new FastGzip(bytes) : bytes;
      } catch (IOException e) {
        throw new UncheckedIOException("Memory cannot fail", e);
      }
    }

    @Override
    public boolean hasNext() {
      return pieces.hasNext();
    }

    @Override
    public Buffer next() {
      try {
        while (bytes.size() < BUFFER && pieces.hasNext()) sink.write(pieces.next());
        if (!pieces.hasNext()) sink.close();
      } catch (IOException e) {
        throw new UncheckedIOException("Memory cannot fail", e);
      }
      Buffer buffer = Buffer.buffer(bytes.toByteArray());
      bytes.reset();
      return buffer;
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
