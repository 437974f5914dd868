package dev.skiff.controlplane.api.protobuf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the wire format of protocol buffers; see protobuf.dev, "Encoding". */
final class WireReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private final ByteBuffer bytes;

  WireReader(ByteBuffer bytes) {
    this.bytes = bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasNext() {
    return bytes.hasRemaining();
  }

  /** A varint of up to ten bytes. */
  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) return value;
    }
    throw new BufferUnderflowException();
  }

  double fixed64() {
    return bytes.getDouble();
  }

  /** The next length-delimited bytes. */
  ByteBuffer delimited() {
    long length = varint();
    if (length < 0 || length > bytes.remaining()) throw new BufferUnderflowException();
    ByteBuffer part = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return part;
  }

  /** Passes over a field of a wire type. */
  void skip(int wireType) {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> bytes.getLong();
      case BYTES -> delimited();
      case FIXED32 -> bytes.getInt();
      default -> throw new BufferUnderflowException();
    }
  }
}
