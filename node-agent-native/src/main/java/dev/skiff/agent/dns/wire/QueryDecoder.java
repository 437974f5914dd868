package dev.skiff.agent.dns.wire;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads queries (RFC 1035, section 4). */
public final class QueryDecoder {
  static final int HEADER_LENGTH = 12;
  private static final int NAME_LIMIT = 255;
  private static final int DATAGRAM_LIMIT = 512;

  private QueryDecoder() {}

  /**
   * Reads a query with its first question.
   *
   * @throws MalformedMessageException if the bytes are no query
   */
  public static Query decode(byte[] message) throws MalformedMessageException {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    try {
      int id = Short.toUnsignedInt(buffer.getShort());
      int flags = Short.toUnsignedInt(buffer.getShort());
      int questions = Short.toUnsignedInt(buffer.getShort());
      int answers = Short.toUnsignedInt(buffer.getShort());
      int authorities = Short.toUnsignedInt(buffer.getShort());
      int additionals = Short.toUnsignedInt(buffer.getShort());
      if ((flags & 0x8000) != 0) throw new MalformedMessageException("not a query");
      if (questions != 1) throw new MalformedMessageException(questions + " questions");
      String spelling = readName(buffer);
      int type = Short.toUnsignedInt(buffer.getShort());
      int recordClass = Short.toUnsignedInt(buffer.getShort());
      int payload = ednsPayload(buffer, answers + authorities + additionals);
      return new Query(
          id,
          flags >> 11 & 0xf,
          (flags & 0x0100) != 0,
          spelling.toLowerCase(Locale.ROOT),
          type,
          recordClass,
          spelling,
          Math.max(DATAGRAM_LIMIT, payload),
          payload >= 0);
    } catch (BufferUnderflowException e) {
      throw new MalformedMessageException("cut short");
    }
  }

  /** The client's payload size from its OPT record, or -1 if there is none. */
  private static int ednsPayload(ByteBuffer buffer, int records) throws MalformedMessageException {
    int payload = -1;
    for (int i = 0; i < records; i++) {
      readName(buffer);
      int type = Short.toUnsignedInt(buffer.getShort());
      int recordClass = Short.toUnsignedInt(buffer.getShort());
      buffer.getInt();
      int length = Short.toUnsignedInt(buffer.getShort());
      if (length > buffer.remaining()) throw new BufferUnderflowException();
      buffer.position(buffer.position() + length);
      if (type == RecordType.OPT) payload = recordClass;
    }
    return payload;
  }

  /** Reads a name. Queries have no reason to compress theirs, so pointers are refused. */
  private static String readName(ByteBuffer buffer) throws MalformedMessageException {
    StringBuilder name = new StringBuilder();
    for (int length = buffer.get() & 0xff; length != 0; length = buffer.get() & 0xff) {
      if (length > 63) throw new MalformedMessageException("label of " + length + " bytes");
      if (!name.isEmpty()) name.append('.');
      byte[] label = new byte[length];
      buffer.get(label);
      name.append(new String(label, StandardCharsets.ISO_8859_1));
      if (name.length() > NAME_LIMIT) throw new MalformedMessageException("name too long");
    }
    return name.toString();
  }
}
