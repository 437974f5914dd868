package dev.skiff.controlplane.api.protobuf;

import dev.skiff.controlplane.api.protobuf.Field.Form;
import dev.skiff.controlplane.api.protobuf.Field.Many;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes objects that are JSON as protocol buffers, byte for byte as upstream's server would:
 * fields in the order of their numbers, maps in the order of their keys, zero values wherever Go
 * has no pointer. Nothing is built of the JSON but a tape of positions. For one thread; to be used
 * again and again.
 */
final class ProtobufEncoder {
  private static final int ABSENT = -1;

  private final JsonTape tape = new JsonTape();
  private final JsonScalars scalars = new JsonScalars();
  private final BackwardBuffer out;
  private byte[] json;

  /** A stack: the places of names of the messages being written, and elements of lists. */
  private int[] places = new int[128];

  private int top;

  ProtobufEncoder(BackwardBuffer out) {
    this.out = out;
  }

  /** Reads an object; what follows is about it. */
  void read(byte[] object) {
    json = object;
    tape.read(object);
    top = 0;
  }

  /** The text of a field of the object itself; empty if there is none. */
  String text(String name) {
    byte[] key = name.getBytes(StandardCharsets.US_ASCII);
    for (int at = tape.first(0); at < tape.next(0); at = tape.next(tape.next(at))) {
      if (!Arrays.equals(json, tape.start(at) + 1, tape.end(at) - 1, key, 0, key.length)) continue;
      int value = tape.next(at);
      return new String(
          scalars.text(json, tape.start(value), tape.end(value)), StandardCharsets.UTF_8);
    }
    return "";
  }

  /** Writes the object as a message. */
  void write(MessageType type) {
    nested(type, 0);
  }

  private void nested(MessageType type, int node) {
    switch (type.shape()) {
      case OBJECT -> object(type, node);
      case LIST -> field(type, 0, node);
      case SCHEMA_OR_BOOL -> {
        boolean schema = first(node) == '{';
        if (schema) field(type, 1, node);
        out.octet(schema || first(node) == 't' ? 1 : 0);
        out.tag(type.field(0).number(), WireReader.VARINT);
      }
      case SCHEMA_OR_ARRAY -> field(type, first(node) == '{' ? 0 : 1, node);
    }
  }

  private int first(int node) {
    return node == ABSENT ? 0 : json[tape.start(node)];
  }

  private void object(MessageType type, int node) {
    int base = top;
    push(type.places());
    if (node != ABSENT) {
      int end = tape.next(node);
      for (int name = tape.first(node); name < end; ) {
        int value = tape.next(name);
        int place = type.place(json, tape.start(name) + 1, tape.end(name) - 1);
        if (place >= 0 && first(value) != 'n') places[base + place] = value;
        name = tape.next(value);
      }
    }
    fields(type, base);
    top = base;
  }

  private void fields(MessageType type, int base) {
    for (int i = type.fieldCount() - 1; i >= 0; i--) {
      if (type.field(i).inline()) {
        int since = out.size();
        fields(type.message(i), base + type.inlinePlaces(i));
        out.header(type.field(i).number(), since);
      } else {
        field(type, i, places[base + i]);
      }
    }
  }

  private void field(MessageType type, int index, int node) {
    Field field = type.field(index);
    boolean absent = node == ABSENT;
    if (absent && (field.optional() || field.many() != Many.ONE || field.form() == Form.BYTES))
      return;
    MessageType message = field.form() == Form.MESSAGE ? type.message(index) : null;
    switch (field.many()) {
      case ONE -> value(field.number(), field.form(), message, node);
      case LIST -> list(field, message, node);
      case MAP -> map(field, message, node);
    }
  }

  private void list(Field field, MessageType message, int node) {
    int base = top;
    int end = tape.next(node);
    for (int element = tape.first(node); element < end; element = tape.next(element)) {
      push(1);
      places[top - 1] = first(element) == 'n' ? ABSENT : element;
    }
    for (int i = top - 1; i >= base; i--) value(field.number(), field.form(), message, places[i]);
    top = base;
  }

  private void map(Field field, MessageType message, int node) {
    int base = top;
    int end = tape.next(node);
    boolean sorted = true;
    for (int name = tape.first(node); name < end; name = tape.next(tape.next(name))) {
      push(1);
      places[top - 1] = name;
      sorted &= top - 1 == base || compareNames(places[top - 2], name) < 0;
    }
    if (!sorted) sort(base);
    for (int i = top - 1; i >= base; i--) {
      int name = places[i];
      int value = tape.next(name);
      boolean absent = first(value) == 'n';
      int since = out.size();
      if (!absent || field.form() != Form.BYTES) {
        value(2, field.form(), message, absent ? ABSENT : value);
      }
      value(1, Form.STRING, null, name);
      out.header(field.number(), since);
    }
    top = base;
  }

  private void sort(int base) {
    Integer[] names = new Integer[top - base];
    for (int i = 0; i < names.length; i++) names[i] = places[base + i];
    Arrays.sort(names, this::compareNames);
    for (int i = 0; i < names.length; i++) places[base + i] = names[i];
  }

  private int compareNames(int one, int other) {
    return Arrays.compareUnsigned(
        json,
        tape.start(one) + 1,
        tape.end(one) - 1,
        json,
        tape.start(other) + 1,
        tape.end(other) - 1);
  }

  /** Writes one value with its tag; the zero value if the node is absent. */
  private void value(int number, Form form, MessageType message, int node) {
    int from = node == ABSENT ? 0 : tape.start(node);
    int to = node == ABSENT ? 0 : tape.end(node);
    int since = out.size();
    switch (form) {
      case STRING -> scalars.writeText(json, from, to, out);
      case BYTES -> scalars.writeBase64(json, from, to, out);
      case TIME -> timestamp(from, to, false);
      case MICRO_TIME -> timestamp(from, to, true);
      case QUANTITY -> {
        byte[] quantity = node == ABSENT ? new byte[] {'0'} : scalars.text(json, from, to);
        out.field(1, quantity);
      }
      case INT_OR_STRING -> intOrString(from, to);
      case RAW_JSON -> {
        if (node != ABSENT) {
          out.octets(json, from, to);
          out.header(1, since);
        }
      }
      case MESSAGE -> nested(message, node);
      case INTEGER -> out.varint(scalars.integer(json, from, to));
      case BOOLEAN -> out.octet(from < to && json[from] == 't' ? 1 : 0);
      case DOUBLE -> out.fixed64(Double.doubleToRawLongBits(scalars.number(json, from, to)));
    }
    switch (form) {
      case INTEGER, BOOLEAN -> out.tag(number, WireReader.VARINT);
      case DOUBLE -> out.tag(number, WireReader.FIXED64);
      default -> out.header(number, since);
    }
  }

  /** A time; the zero time is empty. */
  private void timestamp(int from, int to, boolean micro) {
    if (from == to) return;
    Times.Instant time = Times.parse(json, from + 1, to - 1);
    if (time.equals(Times.ZERO)) return;
    out.varint(micro ? time.nanos() / 1000 * 1000 : 0);
    out.tag(2, WireReader.VARINT);
    out.varint(time.seconds());
    out.tag(1, WireReader.VARINT);
  }

  private void intOrString(int from, int to) {
    boolean string = from < to && json[from] == '"';
    int since = out.size();
    if (string) scalars.writeText(json, from, to, out);
    out.header(3, since);
    out.varint(string ? 0 : scalars.integer(json, from, to));
    out.tag(2, WireReader.VARINT);
    out.octet(string ? 1 : 0);
    out.tag(1, WireReader.VARINT);
  }

  private void push(int count) {
    if (top + count > places.length) {
      places = Arrays.copyOf(places, Math.max(places.length * 2, top + count));
    }
    Arrays.fill(places, top, top + count, ABSENT);
    top += count;
  }
}
