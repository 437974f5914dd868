package dev.skiff.iptables.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The attributes of a message or of a nest, in their order (netlink(7)). */
public final class Attributes {
  private static final int TYPE_MASK = 0x3fff;

  private record Attribute(int type, byte[] value) {}

  private final List<Attribute> attributes;

  private Attributes(List<Attribute> attributes) {
    this.attributes = attributes;
  }

  /** Reads attributes from {@code start} to {@code end}; what is cut short is left out. */
  static Attributes parse(byte[] bytes, int start, int end) {
    ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    List<Attribute> found = new ArrayList<>();
    int position = start;
    while (end - position >= 4) {
      int length = view.getShort(position) & 0xffff;
      if (length < 4 || length > end - position) {
        break;
      }
      int type = view.getShort(position + 2) & TYPE_MASK;
      found.add(new Attribute(type, Arrays.copyOfRange(bytes, position + 4, position + length)));
      position += (length + 3) & ~3;
    }
    return new Attributes(found);
  }

  /** The value of an attribute. */
  public Optional<byte[]> bytes(int type) {
    return attributes.stream().filter(a -> a.type() == type).map(Attribute::value).findFirst();
  }

  /** The text of an attribute, without its final zero byte. */
  public Optional<String> string(int type) {
    return bytes(type).map(Attributes::text);
  }

  /** 32 bits in host order. */
  public Optional<Integer> u32(int type) {
    return bytes(type)
        .filter(b -> b.length >= 4)
        .map(b -> ByteBuffer.wrap(b).order(ByteOrder.nativeOrder()).getInt());
  }

  /** 32 bits in network order. */
  public Optional<Integer> be32(int type) {
    return bytes(type).filter(b -> b.length >= 4).map(b -> ByteBuffer.wrap(b).getInt());
  }

  /** 16 bits in network order. */
  public Optional<Integer> be16(int type) {
    return bytes(type).filter(b -> b.length >= 2).map(b -> ByteBuffer.wrap(b).getShort() & 0xffff);
  }

  /** 64 bits in network order. */
  public Optional<Long> be64(int type) {
    return bytes(type).filter(b -> b.length >= 8).map(b -> ByteBuffer.wrap(b).getLong());
  }

  /** The attributes inside an attribute; none if it is absent. */
  public Attributes nest(int type) {
    return bytes(type).map(b -> parse(b, 0, b.length)).orElseGet(() -> new Attributes(List.of()));
  }

  /** The nests of all attributes of one type, for lists. */
  public List<Attributes> nests(int type) {
    return attributes.stream()
        .filter(a -> a.type() == type)
        .map(a -> parse(a.value(), 0, a.value().length))
        .toList();
  }

  private static String text(byte[] value) {
    int length = value.length > 0 && value[value.length - 1] == 0 ? value.length - 1 : value.length;
    return new String(value, 0, length, StandardCharsets.UTF_8);
  }
}
