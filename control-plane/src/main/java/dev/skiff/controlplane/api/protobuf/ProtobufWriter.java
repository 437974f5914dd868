package dev.skiff.controlplane.api.protobuf;

import java.nio.charset.StandardCharsets;

/**
 * Writes answers as {@code application/vnd.kubernetes.protobuf}: a magic number, then a message
 * {@code runtime.Unknown} with the kind and the object. For one thread; to be used again and again.
 */
public final class ProtobufWriter {
  /** The media type. */
  public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  /** The media type of a stream of events. */
  public static final String STREAM = MEDIA_TYPE + ";stream=watch";

  static final byte[] MAGIC = {'k', '8', 's', 0};

  private final BackwardBuffer out = new BackwardBuffer(4096);
  private final ProtobufEncoder encoder = new ProtobufEncoder(out);

  /**
   * An object that is JSON, in its envelope.
   *
   * @param json as this server writes it; its kind is one of {@link #knows}
   */
  public byte[] object(byte[] json) {
    out.clear();
    envelope(json);
    return out.toByteArray();
  }

  /**
   * An event of a watch: its length in four bytes, then the event.
   *
   * @param type such as ADDED
   * @param json the event's object
   */
  public byte[] event(String type, byte[] json) {
    out.clear();
    envelope(json);
    out.header(1, 0);
    out.header(2, 0);
    out.field(1, type.getBytes(StandardCharsets.US_ASCII));
    int size = out.size();
    for (int shift = 0; shift < 32; shift += 8) out.octet(size >>> shift);
    return out.toByteArray();
  }

  /** Whether a kind can be written. */
  public static boolean knows(String apiVersion, String kind) {
    return MessageTypes.ofKind(apiVersion, kind).isPresent();
  }

  /**
   * What stands before the elements of a list.
   *
   * @param metadata the list's, as a JSON object
   * @param size of all elements together, as {@link #element} writes them
   */
  byte[] listHead(String apiVersion, String kind, String metadata, long size) {
    out.clear();
    encoder.read(("{\"metadata\":" + metadata + "}").getBytes(StandardCharsets.UTF_8));
    encoder.write(MessageTypes.ofKind(apiVersion, kind).orElseThrow());
    out.varint(out.size() + size);
    out.tag(2, WireReader.BYTES);
    typeMeta(apiVersion, kind);
    return out.toByteArray();
  }

  /** An element of a list, with its tag and length. */
  byte[] element(MessageType type, byte[] json) {
    elementSize(type, json);
    return out.toByteArray();
  }

  /** The size of what {@link #element} gives. */
  int elementSize(MessageType type, byte[] json) {
    out.clear();
    encoder.read(json);
    encoder.write(type);
    out.header(2, 0);
    return out.size();
  }

  /** What stands behind the elements of a list: no content encoding, no content type. */
  static byte[] listTail() {
    return new byte[] {0x1a, 0, 0x22, 0};
  }

  private void envelope(byte[] json) {
    encoder.read(json);
    String apiVersion = encoder.text("apiVersion");
    String kind = encoder.text("kind");
    byte[] tail = listTail();
    out.octets(tail, 0, tail.length);
    int since = out.size();
    encoder.write(MessageTypes.ofKind(apiVersion, kind).orElseThrow());
    out.header(2, since);
    typeMeta(apiVersion, kind);
  }

  private void typeMeta(String apiVersion, String kind) {
    int since = out.size();
    out.field(2, kind.getBytes(StandardCharsets.UTF_8));
    out.field(1, apiVersion.getBytes(StandardCharsets.UTF_8));
    out.header(1, since);
    out.octets(MAGIC, 0, MAGIC.length);
  }
}
