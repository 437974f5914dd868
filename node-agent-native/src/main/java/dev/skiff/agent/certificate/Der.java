package dev.skiff.agent.certificate;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** The few ASN.1 values of a certificate request, in their distinguished encoding (X.690). */
final class Der {

  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;
  static final int OCTET_STRING = 0x04;
  static final int BIT_STRING = 0x03;
  static final int UTF8_STRING = 0x0c;

  private Der() {}

  /** A value of a tag: the parts one after the other. */
  static byte[] value(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    writeLength(out, content.size());
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  static byte[] text(int tag, String text) {
    return value(tag, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] integer(long number) {
    return value(0x02, BigInteger.valueOf(number).toByteArray());
  }

  /** A bit string without unused bits. */
  static byte[] bits(byte[] bits) {
    return value(BIT_STRING, new byte[] {0}, bits);
  }

  /** An object identifier in its dotted form. */
  static byte[] oid(String dotted) {
    String[] arcs = dotted.split("\\.");
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.write(Integer.parseInt(arcs[0]) * 40 + Integer.parseInt(arcs[1]));
    for (int i = 2; i < arcs.length; i++) {
      writeBase128(content, Integer.parseInt(arcs[i]));
    }
    return value(0x06, content.toByteArray());
  }

  private static void writeBase128(ByteArrayOutputStream out, int number) {
    int shift = 28;
    while (shift > 0 && number >>> shift == 0) {
      shift -= 7;
    }
    for (; shift > 0; shift -= 7) {
      out.write((number >>> shift) & 0x7f | 0x80);
    }
    out.write(number & 0x7f);
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 0x80) {
      out.write(length);
      return;
    }
    byte[] bytes = BigInteger.valueOf(length).toByteArray();
    int from = bytes[0] == 0 ? 1 : 0;
    out.write(0x80 | bytes.length - from);
    out.write(bytes, from, bytes.length - from);
  }
}
