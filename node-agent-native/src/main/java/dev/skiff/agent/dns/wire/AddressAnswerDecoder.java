package dev.skiff.agent.dns.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads the addresses and aliases out of another server's answer; other records are passed over.
 */
public final class AddressAnswerDecoder {
  private static final int LABELS_LIMIT = 128;

  private AddressAnswerDecoder() {}

  /**
   * The A, AAAA and CNAME records of the answer section.
   *
   * @throws MalformedMessageException if the bytes are no answer
   */
  public static List<ResourceRecord> decode(byte[] message) throws MalformedMessageException {
    ByteBuffer buffer = ByteBuffer.wrap(message);
    try {
      int questions = Short.toUnsignedInt(buffer.getShort(4));
      int answers = Short.toUnsignedInt(buffer.getShort(6));
      buffer.position(QueryDecoder.HEADER_LENGTH);
      for (int i = 0; i < questions; i++) {
        readName(buffer);
        buffer.getInt();
      }
      List<ResourceRecord> records = new ArrayList<>();
      for (int i = 0; i < answers; i++) readRecord(buffer, records);
      return records;
    } catch (BufferUnderflowException | IndexOutOfBoundsException | UnknownHostException e) {
      throw new MalformedMessageException("cut short");
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException("bad offset");
    }
  }

  private static void readRecord(ByteBuffer buffer, List<ResourceRecord> records)
      throws MalformedMessageException, UnknownHostException {
    String name = readName(buffer);
    int type = Short.toUnsignedInt(buffer.getShort());
    buffer.getShort();
    int ttl = buffer.getInt();
    int length = Short.toUnsignedInt(buffer.getShort());
    int end = buffer.position() + length;
    if (type == RecordType.A || type == RecordType.AAAA) {
      byte[] address = new byte[length];
      buffer.get(address);
      records.add(
          new ResourceRecord(
              name, ttl, new ResourceRecord.Address(InetAddress.getByAddress(address))));
    } else if (type == RecordType.CNAME) {
      records.add(new ResourceRecord(name, ttl, new ResourceRecord.Alias(readName(buffer))));
    }
    buffer.position(end);
  }

  private static String readName(ByteBuffer buffer) throws MalformedMessageException {
    StringBuilder name = new StringBuilder();
    int end = -1;
    for (int i = 0; i < LABELS_LIMIT; i++) {
      int length = buffer.get() & 0xff;
      if (length == 0) {
        if (end >= 0) buffer.position(end);
        return name.toString().toLowerCase(Locale.ROOT);
      }
      if ((length & 0xc0) == 0xc0) {
        int target = (length & 0x3f) << 8 | buffer.get() & 0xff;
        if (end < 0) end = buffer.position();
        buffer.position(target);
      } else {
        byte[] label = new byte[length];
        buffer.get(label);
        if (!name.isEmpty()) name.append('.');
        name.append(new String(label, StandardCharsets.ISO_8859_1));
      }
    }
    throw new MalformedMessageException("name loops");
  }
}
