package dev.skiff.controlplane.store.sqlite;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;

/**
 * Values as they are on disk. JSON is deflated (RFC 1950), so that history beside the live objects
 * costs little and a commit writes fewer pages; what is encrypted looks random and stays as it is.
 * The first byte tells them apart. Written by one thread at a time.
 */
final class DeflatedValues {
  private static final byte JSON = '{';

  /** The first byte of every zlib stream with a window of 32 KiB; see RFC 1950, 2.2. */
  private static final byte ZLIB = 0x78;

  private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

  /** What to write for a value; the value itself if nothing would be saved. */
  byte[] pack(byte[] value) {
    if (value.length == 0 || value[0] != JSON) return value;
    byte[] packed = new byte[value.length];
    deflater.reset();
    deflater.setInput(value);
    deflater.finish();
    int length = deflater.deflate(packed);
    return deflater.finished() ? Arrays.copyOf(packed, length) : value;
  }

  /** The value that was written. */
  static byte[] unpack(byte[] stored) {
    if (stored.length == 0 || stored[0] != ZLIB) return stored;
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(stored))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("A value of the store is damaged", e);
    }
  }
}
