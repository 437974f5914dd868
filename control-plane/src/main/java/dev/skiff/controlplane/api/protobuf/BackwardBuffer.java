package dev.skiff.controlplane.api.protobuf;

import java.util.Arrays;

/**
 * Bytes that are written from the end to the beginning: what a length stands before is there before
 * the length is.
 */
final class BackwardBuffer {
  private byte[] bytes;
  private int start;

  BackwardBuffer(int capacity) {
    bytes = new byte[capacity];
    start = capacity;
  }

  void clear() {
    start = bytes.length;
  }

  int size() {
    return bytes.length - start;
  }

  /** What was written so far. */
  byte[] toByteArray() {
    return Arrays.copyOfRange(bytes, start, bytes.length);
  }

  void octet(int value) {
    room(1);
    bytes[--start] = (byte) value;
  }

  void octets(byte[] source, int from, int to) {
    int length = to - from;
    room(length);
    start -= length;
    System.arraycopy(source, from, bytes, start, length);
  }

  void varint(long value) {
    int length = Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
    room(length);
    start -= length;
    int at = start;
    for (; (value & ~0x7fL) != 0; value >>>= 7) bytes[at++] = (byte) (value | 0x80);
    bytes[at] = (byte) value;
  }

  void fixed64(long bits) {
    for (int shift = 56; shift >= 0; shift -= 8) octet((int) (bits >>> shift));
  }

  void tag(int number, int wireType) {
    varint((long) number << 3 | wireType);
  }

  /** The length of all since a size, and the tag of a field of that length. */
  void header(int number, int since) {
    varint(size() - since);
    tag(number, WireReader.BYTES);
  }

  /** A field of bytes. */
  void field(int number, byte[] value) {
    octets(value, 0, value.length);
    varint(value.length);
    tag(number, WireReader.BYTES);
  }

  private void room(int length) {
    if (length <= start) return;
    int size = size();
    byte[] larger = new byte[Math.max(bytes.length * 2, size + length)];
    System.arraycopy(bytes, start, larger, larger.length - size, size);
    start = larger.length - size;
    bytes = larger;
  }
}
