package dev.skiff.agent.dns.wire;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes answers (RFC 1035, section 4), names compressed. */
public final class AnswerEncoder {
  private static final int INTERNET = 1;
  private static final int OUR_PAYLOAD = 1232;
  private static final int RESPONSE = 0x8000;
  private static final int AUTHORITATIVE = 0x0400;
  private static final int TRUNCATED = 0x0200;
  private static final int RECURSION_DESIRED = 0x0100;
  private static final int RECURSION_AVAILABLE = 0x0080;

  private final Query query;
  private final Answer answer;
  private final ByteBuffer buffer;
  private final Map<String, Integer> suffixes = new HashMap<>();

  private AnswerEncoder(Query query, Answer answer, int limit) {
    this.query = query;
    this.answer = answer;
    this.buffer = ByteBuffer.allocate(limit);
  }

  /**
   * Writes an answer.
   *
   * @param limit bytes it may take; records that do not fit are left out and the answer is marked
   *     as truncated, so that the client asks again over TCP
   */
  public static byte[] encode(Query query, Answer answer, int limit) {
    return new AnswerEncoder(query, answer, limit).encode();
  }

  private byte[] encode() {
    int reserved = query.edns() ? 11 : 0;
    buffer.limit(buffer.capacity() - reserved);
    buffer.position(QueryDecoder.HEADER_LENGTH);
    writeName(query.spelling());
    buffer.putShort((short) query.type()).putShort((short) query.recordClass());

    int answers = writeSection(answer.answers());
    boolean truncated = answers < answer.answers().size();
    int authority = truncated ? 0 : writeSection(answer.authority());
    int additional = truncated ? 0 : writeSection(answer.additional());
    buffer.limit(buffer.capacity());
    if (query.edns()) {
      buffer.put((byte) 0).putShort((short) RecordType.OPT).putShort((short) OUR_PAYLOAD);
      buffer.putInt(0).putShort((short) 0);
      additional++;
    }
    int flags = RESPONSE | AUTHORITATIVE | RECURSION_AVAILABLE;
    flags |= query.opcode() << 11 | answer.code().ordinal();
    if (query.recursionDesired()) flags |= RECURSION_DESIRED;
    if (truncated) flags |= TRUNCATED;
    buffer.putShort(0, (short) query.id()).putShort(2, (short) flags).putShort(4, (short) 1);
    buffer.putShort(6, (short) answers).putShort(8, (short) authority);
    buffer.putShort(10, (short) additional);
    byte[] message = new byte[buffer.position()];
    buffer.get(0, message);
    return message;
  }

  /** Writes as many records as fit, and says how many. */
  private int writeSection(List<ResourceRecord> records) {
    int written = 0;
    for (ResourceRecord record : records) {
      int start = buffer.position();
      try {
        writeRecord(record);
      } catch (BufferOverflowException e) {
        buffer.position(start);
        suffixes.values().removeIf(offset -> offset >= start);
        break;
      }
      written++;
    }
    return written;
  }

  private void writeRecord(ResourceRecord record) {
    writeName(record.name());
    buffer.putShort((short) record.data().type()).putShort((short) INTERNET);
    buffer.putInt(record.ttl()).putShort((short) 0);
    int start = buffer.position();
    switch (record.data()) {
      case ResourceRecord.Address(var address) -> buffer.put(address.getAddress());
      case ResourceRecord.Alias(var target) -> writeName(target);
      case ResourceRecord.Pointer(var target) -> writeName(target);
      case ResourceRecord.ServiceLocation(int priority, int weight, int port, var target) -> {
        buffer.putShort((short) priority).putShort((short) weight).putShort((short) port);
        writeUncompressedName(target);
      }
      case ResourceRecord.Text(var text) -> {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        buffer.put((byte) bytes.length).put(bytes);
      }
      case ResourceRecord.Authority(var primary, var mailbox, long serial, int minimum) -> {
        writeName(primary);
        writeName(mailbox);
        buffer.putInt((int) serial).putInt(7200).putInt(1800).putInt(86400).putInt(minimum);
      }
    }
    buffer.putShort(start - 2, (short) (buffer.position() - start));
  }

  private void writeName(String name) {
    String rest = name;
    while (!rest.isEmpty()) {
      Integer known = suffixes.get(rest);
      if (known != null) {
        buffer.putShort((short) (0xc000 | known));
        return;
      }
      if (buffer.position() < 0x3fff) suffixes.put(rest, buffer.position());
      rest = writeLabel(rest);
    }
    buffer.put((byte) 0);
  }

  /** RFC 2782 forbids compression of an SRV record's target. */
  private void writeUncompressedName(String name) {
    String rest = name;
    while (!rest.isEmpty()) rest = writeLabel(rest);
    buffer.put((byte) 0);
  }

  /** Writes the first label and returns what follows it. */
  private String writeLabel(String name) {
    int dot = name.indexOf('.');
    byte[] label = (dot < 0 ? name : name.substring(0, dot)).getBytes(StandardCharsets.ISO_8859_1);
    buffer.put((byte) label.length).put(label);
    return dot < 0 ? "" : name.substring(dot + 1);
  }
}
