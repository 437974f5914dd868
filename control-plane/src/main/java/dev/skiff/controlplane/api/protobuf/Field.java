package dev.skiff.controlplane.api.protobuf;

import java.nio.charset.StandardCharsets;

/**
 * A field of a message.
 *
 * @param number in protobuf
 * @param name in JSON
 * @param key the name's bytes
 * @param form what one value is
 * @param many one value, a list or a map of strings to values
 * @param optional whether it is written only when set; Go writes all others, zero or not
 * @param omittedWhenZero whether JSON has no zero values of it
 * @param inline whether JSON has its fields in the object around it
 * @param message name of the message that a value is; null for other forms
 */
record Field(
    int number,
    String name,
    byte[] key,
    Form form,
    Many many,
    boolean optional,
    boolean omittedWhenZero,
    boolean inline,
    String message) {

  /** What a value is. */
  enum Form {
    STRING,
    BYTES,
    INTEGER,
    BOOLEAN,
    DOUBLE,
    TIME,
    MICRO_TIME,
    QUANTITY,
    INT_OR_STRING,
    RAW_JSON,
    MESSAGE
  }

  /** How many values there are. */
  enum Many {
    ONE,
    LIST,
    MAP
  }

  /** Reads the notation of the table, for example {@code 2?~image:s}; its head explains it. */
  static Field parse(String text) {
    int at = 0;
    while (Character.isDigit(text.charAt(at))) at++;
    int number = Integer.parseInt(text.substring(0, at));
    boolean optional = false;
    boolean omitted = false;
    boolean inline = false;
    for (; "?~&".indexOf(text.charAt(at)) >= 0; at++) {
      switch (text.charAt(at)) {
        case '?' -> optional = true;
        case '~' -> omitted = true;
        default -> inline = true;
      }
    }
    int colon = text.indexOf(':', at);
    String name = text.substring(at, colon);
    String type = text.substring(colon + 1);
    Many many =
        switch (type.charAt(0)) {
          case '*' -> Many.LIST;
          case '%' -> Many.MAP;
          default -> Many.ONE;
        };
    if (many != Many.ONE) type = type.substring(1);
    Form form = form(type);
    return new Field(
        number,
        name,
        name.getBytes(StandardCharsets.UTF_8),
        form,
        many,
        optional,
        omitted,
        inline,
        form == Form.MESSAGE ? type : null);
  }

  private static Form form(String type) {
    return switch (type) {
      case "s" -> Form.STRING;
      case "y" -> Form.BYTES;
      case "i" -> Form.INTEGER;
      case "b" -> Form.BOOLEAN;
      case "d" -> Form.DOUBLE;
      case "T" -> Form.TIME;
      case "U" -> Form.MICRO_TIME;
      case "Q" -> Form.QUANTITY;
      case "I" -> Form.INT_OR_STRING;
      case "R" -> Form.RAW_JSON;
      default -> Form.MESSAGE;
    };
  }

  /** The wire type of one value. */
  int wireType() {
    return switch (form) {
      case INTEGER, BOOLEAN -> many == Many.MAP ? WireReader.BYTES : WireReader.VARINT;
      case DOUBLE -> many == Many.MAP ? WireReader.BYTES : WireReader.FIXED64;
      default -> WireReader.BYTES;
    };
  }
}
