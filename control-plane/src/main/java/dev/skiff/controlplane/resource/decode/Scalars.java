package dev.skiff.controlplane.resource.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.Schema;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/**
 * Reads single values: checks that they are of the schema's type and gives their usual spelling.
 */
final class Scalars {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /** A value of the right JSON type whose text means nothing. */
  static final class BadValue extends Exception {
    BadValue(String message) {
      super(message, null, false, false);
    }
  }

  private final JsonParser parser;
  private final boolean custom;

  /**
   * @param custom whether this is a custom resource, all of whose numbers are Go's; raw JSON in
   *     built-in types keeps the digits of integers
   */
  Scalars(JsonParser parser, boolean custom) {
    this.parser = parser;
    this.custom = custom;
  }

  /** The value at the current token; null if it is of another type, or beyond that. */
  JsonNode read(Schema schema) throws IOException, BadValue {
    JsonToken token = parser.currentToken();
    return switch (schema.type()) {
      case "string" -> token == JsonToken.VALUE_STRING ? text(schema) : null;
      case "boolean" -> token.isBoolean() ? NODES.booleanNode(token == JsonToken.VALUE_TRUE) : null;
      case "integer" -> integer(schema);
      case "number" -> token.isNumeric() ? number() : null;
      default ->
          switch (schema.format()) {
            case "quantity" -> quantity();
            case "int-or-string" ->
                token == JsonToken.VALUE_STRING
                    ? NODES.textNode(parser.getText())
                    : integer(schema);
            default -> any();
          };
    };
  }

  /** The value at the current token, whatever it is; null for a number beyond a float64. */
  JsonNode any() throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT -> NODES.numberNode(parser.getIntValue());
            case LONG -> NODES.numberNode(parser.getLongValue());
            default -> custom ? float64() : NODES.numberNode(parser.getBigIntegerValue());
          };
      case VALUE_NUMBER_FLOAT -> float64();
      default -> NODES.textNode(parser.getText());
    };
  }

  /** Built-in types have a float64 here, custom resources an int64, too. */
  private JsonNode number() throws IOException {
    boolean exact = parser.getNumberType() == JsonParser.NumberType.INT;
    return custom || exact ? any() : float64();
  }

  private JsonNode float64() throws IOException {
    double number = parser.getDoubleValue();
    return Double.isFinite(number) ? NODES.numberNode(number) : null;
  }

  private JsonNode integer(Schema schema) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) return null;
    return switch (parser.getNumberType()) {
      case INT -> NODES.numberNode(parser.getIntValue());
      case LONG -> {
        // A tree that came from protobuf has small numbers as longs, too.
        long value = parser.getLongValue();
        if (value == (int) value) yield NODES.numberNode((int) value);
        boolean wide = schema.format().equals("int64") || schema.format().isEmpty();
        yield wide ? NODES.numberNode(value) : null;
      }
      default -> null;
    };
  }

  private JsonNode text(Schema schema) throws IOException, BadValue {
    String text = parser.getText();
    return switch (schema.format()) {
      case "date-time" -> time(text);
      case "byte" -> {
        try {
          Base64.getDecoder().decode(text);
          yield NODES.textNode(text);
        } catch (IllegalArgumentException e) {
          throw new BadValue("illegal base64 data at input byte " + firstIllegal(text));
        }
      }
      default -> NODES.textNode(text);
    };
  }

  private static int firstIllegal(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean legal = c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/' || c == '=');
      if (!legal) return i;
    }
    return text.length() / 4 * 4;
  }

  private JsonNode quantity() throws IOException, BadValue {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
      try {
        return NODES.textNode(Quantity.parse(parser.getText().strip()).toString());
      } catch (NumberFormatException e) {
        throw new BadValue(e.getMessage());
      }
    }
    throw new BadValue(Quantity.FORM_MESSAGE);
  }

  private static JsonNode time(String text) throws BadValue {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      boolean usual = time.getOffset().equals(ZoneOffset.UTC) && text.endsWith("Z");
      if (usual && text.length() >= 20) return NODES.textNode(text);
      Instant instant = time.toInstant();
      return NODES.textNode(instant.truncatedTo(ChronoUnit.MICROS).toString());
    } catch (DateTimeParseException e) {
      throw new BadValue(
          "parsing time \""
              + text
              + "\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \""
              + text
              + "\" as \"2006\"");
    }
  }
}
