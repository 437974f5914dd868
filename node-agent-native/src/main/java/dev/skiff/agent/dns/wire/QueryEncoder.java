package dev.skiff.agent.dns.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Writes a query of our own. */
public final class QueryEncoder {
  private QueryEncoder() {}

  /** A recursive query for one name, without EDNS. */
  public static byte[] encode(int id, String name, int type) {
    ByteBuffer buffer = ByteBuffer.allocate(QueryDecoder.HEADER_LENGTH + name.length() + 6);
    buffer.putShort((short) id).putShort((short) 0x0100).putShort((short) 1);
    buffer.putShort((short) 0).putInt(0);
    for (String label : name.split("\\.")) {
      byte[] bytes = label.getBytes(StandardCharsets.ISO_8859_1);
      buffer.put((byte) bytes.length).put(bytes);
    }
    buffer.put((byte) 0).putShort((short) type).putShort((short) 1);
    byte[] message = new byte[buffer.position()];
    buffer.get(0, message);
    return message;
  }
}
