package dev.skiff.controlplane.api.protobuf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message: its fields in the order of their numbers, and for the encoder a place for each name
 * that its JSON object may have. Names of fields that are inline in JSON have their places behind
 * the message's own, in the order of the inline messages.
 */
final class MessageType {

  /** Go types that JSON writes as one of two things. */
  enum Shape {
    /** An object like most. */
    OBJECT,
    /** A list: the only field, {@code items}. */
    LIST,
    /** JSONSchemaPropsOrBool. */
    SCHEMA_OR_BOOL,
    /** JSONSchemaPropsOrArray and JSONSchemaPropsOrStringArray. */
    SCHEMA_OR_ARRAY
  }

  private final String name;
  private final Field[] fields;
  private final Field[] byNumber;
  private final MessageType[] messages;
  private final int[] inlinePlaces;
  private final int places;
  private final Shape shape;
  private final byte[][] names;
  private final int[] namePlaces;

  private MessageType(String name, Field[] fields) {
    this.name = name;
    this.fields = fields;
    this.messages = new MessageType[fields.length];
    this.inlinePlaces = new int[fields.length];
    int highest = fields.length == 0 ? 0 : fields[fields.length - 1].number();
    this.byNumber = new Field[highest + 1];
    for (Field field : fields) byNumber[field.number()] = field;
    this.shape = shape(name, fields);
    List<byte[]> keys = new ArrayList<>();
    List<Integer> keyPlaces = new ArrayList<>();
    int next = fields.length;
    for (int i = 0; i < fields.length; i++) {
      if (!fields[i].inline()) {
        keys.add(fields[i].key());
        keyPlaces.add(i);
        continue;
      }
      MessageType inline = message(i);
      inlinePlaces[i] = next;
      for (int n = 0; n < inline.names.length; n++) {
        if (inline.names[n] == null) continue;
        keys.add(inline.names[n]);
        keyPlaces.add(next + inline.namePlaces[n]);
      }
      next += inline.places;
    }
    this.places = next;
    int size = Integer.highestOneBit(Math.max(1, keys.size())) * 4;
    this.names = new byte[size][];
    this.namePlaces = new int[size];
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      int at = hash(key, 0, key.length) & (size - 1);
      while (names[at] != null) at = (at + 1) & (size - 1);
      names[at] = key;
      namePlaces[at] = keyPlaces.get(i);
    }
  }

  /** Reads a line of the table: name and fields. */
  static MessageType parse(String line) {
    String[] parts = line.split(" ");
    Field[] fields = new Field[parts.length - 1];
    for (int i = 0; i < fields.length; i++) fields[i] = Field.parse(parts[i + 1]);
    return new MessageType(parts[0], fields);
  }

  private static Shape shape(String name, Field[] fields) {
    if (name.endsWith(".JSONSchemaPropsOrBool")) return Shape.SCHEMA_OR_BOOL;
    if (name.contains(".JSONSchemaPropsOr")) return Shape.SCHEMA_OR_ARRAY;
    boolean items = fields.length == 1 && fields[0].name().equals("items");
    return items && fields[0].form() == Field.Form.STRING ? Shape.LIST : Shape.OBJECT;
  }

  String name() {
    return name;
  }

  Shape shape() {
    return shape;
  }

  int fieldCount() {
    return fields.length;
  }

  Field field(int index) {
    return fields[index];
  }

  /** The field of a number; null if nobody knows it. */
  Field numbered(int number) {
    return number < byNumber.length ? byNumber[number] : null;
  }

  /** The message that the values of a field are. */
  MessageType message(int index) {
    MessageType message = messages[index];
    if (message == null) {
      message = MessageTypes.named(fields[index].message());
      messages[index] = message;
    }
    return message;
  }

  /** How many places names need. */
  int places() {
    return places;
  }

  /** The first place of the names of a field that is inline. */
  int inlinePlaces(int index) {
    return inlinePlaces[index];
  }

  /** The place of a name in JSON; negative if nobody knows it. */
  int place(byte[] json, int from, int to) {
    int mask = names.length - 1;
    for (int at = hash(json, from, to) & mask; names[at] != null; at = (at + 1) & mask) {
      byte[] key = names[at];
      if (Arrays.equals(key, 0, key.length, json, from, to)) return namePlaces[at];
    }
    return -1;
  }

  private static int hash(byte[] bytes, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) hash = hash * 31 + bytes[i];
    return hash ^ (hash >>> 15);
  }
}
