package dev.skiff.controlplane.api.protobuf;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Reads single values out of JSON text; strings are given with their quotes. */
final class JsonScalars {

  /** The bytes of a string, or of another value as it stands there. */
  byte[] text(byte[] json, int from, int to) {
    if (from == to || json[from] != '"') return Arrays.copyOfRange(json, from, to);
    if (escape(json, from, to) < 0) return Arrays.copyOfRange(json, from + 1, to - 1);
    return unescaped(json, from + 1, to - 1);
  }

  /** Writes a string's bytes; nothing if there is none. */
  void writeText(byte[] json, int from, int to, BackwardBuffer out) {
    if (from == to) return;
    if (escape(json, from, to) < 0) {
      out.octets(json, from + 1, to - 1);
    } else {
      byte[] text = unescaped(json, from + 1, to - 1);
      out.octets(text, 0, text.length);
    }
  }

  /** Writes the bytes that a string has in base64. */
  void writeBase64(byte[] json, int from, int to, BackwardBuffer out) {
    if (from == to) return;
    byte[] bytes = Base64.getDecoder().decode(text(json, from, to));
    out.octets(bytes, 0, bytes.length);
  }

  /** An integer; zero if there is none. */
  long integer(byte[] json, int from, int to) {
    if (from == to) return 0;
    int at = json[from] == '-' ? from + 1 : from;
    if (to - at > 18) return decimal(json, from, to).longValue();
    long value = 0;
    for (int i = at; i < to; i++) {
      int digit = json[i] - '0';
      if (digit < 0 || digit > 9) return decimal(json, from, to).longValue();
      value = value * 10 + digit;
    }
    return at > from ? -value : value;
  }

  /** A number; zero if there is none. */
  double number(byte[] json, int from, int to) {
    return from == to ? 0 : decimal(json, from, to).doubleValue();
  }

  private static BigDecimal decimal(byte[] json, int from, int to) {
    return new BigDecimal(new String(json, from, to - from, StandardCharsets.US_ASCII));
  }

  private static int escape(byte[] json, int from, int to) {
    for (int i = from; i < to; i++) {
      if (json[i] == '\\') return i;
    }
    return -1;
  }

  private static byte[] unescaped(byte[] json, int from, int to) {
    String text = new String(json, from, to - from, StandardCharsets.UTF_8);
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case 'b' -> plain.append('\b');
        case 'f' -> plain.append('\f');
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        case 't' -> plain.append('\t');
        case 'u' -> {
          plain.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
          i += 4;
        }
        default -> plain.append(escaped);
      }
    }
    return plain.toString().getBytes(StandardCharsets.UTF_8);
  }
}
