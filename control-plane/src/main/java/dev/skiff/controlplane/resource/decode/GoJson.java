package dev.skiff.controlplane.resource.decode;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Says what is wrong with JSON text in the words of Go's {@code encoding/json}, which clients see
 * from upstream's server.
 */
public final class GoJson {
  private static final String END = "unexpected end of JSON input";

  private final byte[] text;
  private int at;

  private GoJson(byte[] text) {
    this.text = text;
  }

  /** What is wrong with the text; null if it is well-formed. */
  public static String problem(byte[] text) {
    try {
      new GoJson(text).document();
      return null;
    } catch (Malformed malformed) {
      return malformed.getMessage();
    }
  }

  /**
   * The JSON type of well-formed text as Go names it: object, array, string, number, bool, null.
   */
  public static String type(byte[] text) {
    for (byte one : text) {
      switch (one) {
        case ' ', '\t', '\r', '\n' -> {}
        case '{' -> {
          return "object";
        }
        case '[' -> {
          return "array";
        }
        case '"' -> {
          return "string";
        }
        case 't', 'f' -> {
          return "bool";
        }
        case 'n' -> {
          return "null";
        }
        default -> {
          return "number";
        }
      }
    }
    return "";
  }

  private static final class Malformed extends RuntimeException {
    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /** Without recursion: depth comes from the client. */
  private void document() {
    Deque<Character> open = new ArrayDeque<>();
    value(open);
    while (!open.isEmpty()) {
      char c = next();
      if (open.peek() == '{') {
        if (c == ',') {
          key(next());
          value(open);
        } else if (c == '}') {
          open.pop();
        } else {
          throw invalid(c, "after object key:value pair");
        }
      } else if (c == ',') {
        value(open);
      } else if (c == ']') {
        open.pop();
      } else {
        throw invalid(c, "after array element");
      }
    }
    skipSpace();
    if (at < text.length) throw invalid((char) (text[at] & 0xff), "after top-level value");
  }

  /** Reads a value, of an object or array only the beginning. */
  private void value(Deque<Character> open) {
    while (true) {
      char c = next();
      switch (c) {
        case '{' -> {
          char first = next();
          if (first == '}') return;
          open.push('{');
          key(first);
          continue;
        }
        case '[' -> {
          skipSpace();
          if (at < text.length && text[at] == ']') {
            at++;
            return;
          }
          open.push('[');
          continue;
        }
        case '"' -> string();
        case 't' -> literal("true");
        case 'f' -> literal("false");
        case 'n' -> literal("null");
        default -> number(c);
      }
      return;
    }
  }

  private void key(char first) {
    if (first != '"') throw invalid(first, "looking for beginning of object key string");
    string();
    char colon = next();
    if (colon != ':') throw invalid(colon, "after object key");
  }

  private void string() {
    while (true) {
      char c = raw();
      if (c == '"') return;
      if (c < ' ') throw invalid(c, "in string literal");
      if (c != '\\') continue;
      char escaped = raw();
      if (escaped == 'u') {
        for (int i = 0; i < 4; i++) {
          char digit = raw();
          if (Character.digit(digit, 16) < 0) {
            throw invalid(digit, "in \\u hexadecimal character escape");
          }
        }
      } else if ("bfnrt\\/\"".indexOf(escaped) < 0) {
        throw invalid(escaped, "in string escape code");
      }
    }
  }

  private void literal(String word) {
    for (int i = 1; i < word.length(); i++) {
      char c = raw();
      if (c != word.charAt(i)) {
        throw invalid(c, "in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
    }
  }

  private void number(char first) {
    char c = first;
    if (c == '-') {
      c = raw();
      if (!digit(c)) throw invalid(c, "in numeric literal");
    } else if (!digit(c)) {
      throw invalid(c, "looking for beginning of value");
    }
    if (c != '0') digits();
    if (at < text.length && text[at] == '.') {
      at++;
      char digit = raw();
      if (!digit(digit)) throw invalid(digit, "after decimal point in numeric literal");
      digits();
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      char digit = raw();
      if (digit == '+' || digit == '-') digit = raw();
      if (!digit(digit)) throw invalid(digit, "in exponent of numeric literal");
      digits();
    }
  }

  private void digits() {
    while (at < text.length && digit((char) text[at])) at++;
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private char next() {
    skipSpace();
    return raw();
  }

  private char raw() {
    if (at >= text.length) throw new Malformed(END);
    return (char) (text[at++] & 0xff);
  }

  private void skipSpace() {
    while (at < text.length && " \t\r\n".indexOf(text[at]) >= 0) at++;
  }

  private static Malformed invalid(char c, String where) {
    String shown =
        switch (c) {
          case '\'' -> "'\\''";
          case '"' -> "'\"'";
          case '\\' -> "'\\\\'";
          case '\n' -> "'\\n'";
          case '\t' -> "'\\t'";
          case '\r' -> "'\\r'";
          default -> c < ' ' || c == 127 ? String.format("'\\x%02x'", (int) c) : "'" + c + "'";
        };
    return new Malformed("invalid character " + shown + " " + where);
  }
}
