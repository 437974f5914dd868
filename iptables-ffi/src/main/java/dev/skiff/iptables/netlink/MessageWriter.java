package dev.skiff.iptables.netlink;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes netlink messages one behind the other: headers in host order, attributes padded to 4
 * bytes, nests patched with their length when they end (netlink(7)). Not thread-safe.
 */
public final class MessageWriter {
  /** Length of a netlink header in bytes. */
  public static final int HEADER = 16;

  private static final int NESTED = 0x8000;
  private static final int MAX_ATTRIBUTE = 0xffff;
  private static final VarHandle U16 = host(short[].class);
  private static final VarHandle U32 = host(int[].class);
  private static final VarHandle BE16 = network(short[].class);
  private static final VarHandle BE32 = network(int[].class);
  private static final VarHandle BE64 = network(long[].class);

  private byte[] buffer;
  private int position;
  private int messageStart = -1;

  /** An empty writer that starts with room for {@code capacity} bytes and grows as needed. */
  public MessageWriter(int capacity) {
    buffer = new byte[capacity];
  }

  /** A writer for one small message. */
  public MessageWriter() {
    this(256);
  }

  private static VarHandle host(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.nativeOrder());
  }

  private static VarHandle network(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.BIG_ENDIAN);
  }

  /** Starts a message; {@link #end} must follow before the next. */
  public MessageWriter begin(int type, int flags, int sequence) {
    messageStart = position;
    return u32(0).u16(type).u16(flags).u32(sequence).u32(0);
  }

  /** Ends the message and sets its length. */
  public MessageWriter end() {
    U32.set(buffer, messageStart, position - messageStart);
    messageStart = -1;
    return this;
  }

  /** Appends a byte. */
  public MessageWriter u8(int value) {
    room(1);
    buffer[position++] = (byte) value;
    return this;
  }

  /** Appends 16 bits in host order. */
  public MessageWriter u16(int value) {
    room(2);
    U16.set(buffer, position, (short) value);
    position += 2;
    return this;
  }

  /** Appends 32 bits in host order. */
  public MessageWriter u32(int value) {
    room(4);
    U32.set(buffer, position, value);
    position += 4;
    return this;
  }

  /** Appends 16 bits in network order. */
  public MessageWriter be16(int value) {
    room(2);
    BE16.set(buffer, position, (short) value);
    position += 2;
    return this;
  }

  /** Appends bytes as they are. */
  public MessageWriter bytes(byte[] value) {
    room(value.length);
    System.arraycopy(value, 0, buffer, position, value.length);
    position += value.length;
    return this;
  }

  /** Appends an attribute of bytes. */
  public MessageWriter attribute(int type, byte[] value) {
    header(type, value.length);
    bytes(value);
    return pad();
  }

  /** Appends an attribute that only says yes by being there. */
  public MessageWriter attributeFlag(int type) {
    header(type, 0);
    return this;
  }

  /** Appends an attribute of one byte. */
  public MessageWriter attributeU8(int type, int value) {
    header(type, 1);
    return u8(value).pad();
  }

  /** Appends an attribute of 16 bits in host order. */
  public MessageWriter attributeU16(int type, int value) {
    header(type, 2);
    return u16(value).pad();
  }

  /** Appends an attribute of 32 bits in host order. */
  public MessageWriter attributeU32(int type, int value) {
    header(type, 4);
    return u32(value);
  }

  /** Appends an attribute of 16 bits in network order. */
  public MessageWriter attributeBe16(int type, int value) {
    header(type, 2);
    return be16(value).pad();
  }

  /** Appends an attribute of 32 bits in network order. */
  public MessageWriter attributeBe32(int type, int value) {
    header(type, 4);
    room(4);
    BE32.set(buffer, position, value);
    position += 4;
    return this;
  }

  /** Appends an attribute of 64 bits in network order. */
  public MessageWriter attributeBe64(int type, long value) {
    header(type, 8);
    room(8);
    BE64.set(buffer, position, value);
    position += 8;
    return this;
  }

  /** Appends an attribute of text that ends with a zero byte. */
  public MessageWriter attribute(int type, String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    header(type, text.length + 1);
    return bytes(text).u8(0).pad();
  }

  /** Starts a nest; give the answer to {@link #endNest}. */
  public int beginNest(int type) {
    int start = position;
    header(type | NESTED, 0);
    return start;
  }

  /**
   * Ends a nest.
   *
   * @throws IllegalStateException if it grew beyond the 65,535 bytes that an attribute can hold
   */
  public MessageWriter endNest(int start) {
    int length = position - start;
    if (length > MAX_ATTRIBUTE) {
      throw new IllegalStateException("a netlink attribute of " + length + " bytes");
    }
    U16.set(buffer, start, (short) length);
    return this;
  }

  /** Bytes written so far. */
  public int size() {
    return position;
  }

  /** Bytes written since a nest began. */
  public int sizeSince(int start) {
    return position - start;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, position);
  }

  byte[] buffer() {
    return buffer;
  }

  private void header(int type, int valueLength) {
    u16(4 + valueLength).u16(type);
  }

  private MessageWriter pad() {
    int padded = (position + 3) & ~3;
    room(padded - position);
    Arrays.fill(buffer, position, padded, (byte) 0);
    position = padded;
    return this;
  }

  private void room(int length) {
    if (buffer.length - position < length) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, position + length));
    }
  }
}
