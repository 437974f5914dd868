package dev.skiff.controlplane.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the wire format of protocol buffers; see protobuf.dev, "Encoding". Nothing is allocated for
 * a length before as many bytes are there.
 */
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private static final String CUT_SHORT = "unexpected EOF";

  private final byte[] bytes;
  private final int end;
  private int at;

  WireReader(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  boolean hasNext() {
    return at < end;
  }

  /** A varint of up to ten bytes. */
  long varint() throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) throw new MalformedException(CUT_SHORT);
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) return value;
    }
    throw new MalformedException("proto: integer overflow");
  }

  double fixed64() throws MalformedException {
    need(8);
    long bits = 0;
    for (int i = 7; i >= 0; i--) bits = bits << 8 | (bytes[at + i] & 0xff);
    at += 8;
    return Double.longBitsToDouble(bits);
  }

  /** The next length-delimited bytes. */
  WireReader delimited() throws MalformedException {
    long length = varint();
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new MalformedException("proto: negative length found during unmarshaling");
    }
    need((int) length);
    WireReader part = new WireReader(bytes, at, at + (int) length);
    at += (int) length;
    return part;
  }

  /** The rest as text; what is no UTF-8 is replaced, as JSON needs it. */
  String text() {
    return new String(bytes, at, end - at, StandardCharsets.UTF_8);
  }

  /** The rest as it is. */
  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, end);
  }

  /** Passes over the value of a field that nobody knows. */
  void skip(int wireType) throws MalformedException {
    int depth = 0;
    int type = wireType;
    while (true) {
      switch (type) {
        case VARINT -> varint();
        case FIXED64 -> at += need(8);
        case BYTES -> delimited();
        case START_GROUP -> depth++;
        case END_GROUP -> depth--;
        case FIXED32 -> at += need(4);
        default -> throw new MalformedException("proto: illegal wireType " + type);
      }
      if (depth == 0) return;
      type = (int) varint() & 7;
    }
  }

  private int need(int count) throws MalformedException {
    if (count > end - at) throw new MalformedException(CUT_SHORT);
    return count;
  }
}
