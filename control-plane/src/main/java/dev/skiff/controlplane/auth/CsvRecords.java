package dev.skiff.controlplane.auth;

import java.util.ArrayList;
import java.util.List;

/** Comma-separated values as Go reads them (RFC 4180): spaces count, empty lines do not. */
final class CsvRecords {
  private final String text;
  private int at;

  private CsvRecords(String text) {
    this.text = text.replace("\r\n", "\n");
  }

  /**
   * The records of a text.
   *
   * @throws IllegalArgumentException if a quote is where none may be, or missing
   */
  static List<List<String>> parse(String text) {
    return new CsvRecords(text).all();
  }

  private List<List<String>> all() {
    List<List<String>> records = new ArrayList<>();
    while (at < text.length()) {
      if (text.charAt(at) == '\n') at++;
      else records.add(record());
    }
    return records;
  }

  private List<String> record() {
    List<String> fields = new ArrayList<>();
    while (true) {
      fields.add(next() == '"' ? quoted() : plain());
      int end = next();
      at++;
      if (end != ',') return fields;
    }
  }

  /** The next character; a line ends with the text, too. */
  private int next() {
    return at < text.length() ? text.charAt(at) : '\n';
  }

  private String plain() {
    int from = at;
    for (; next() != ',' && next() != '\n'; at++) {
      if (next() == '"') throw new IllegalArgumentException("a quote within a field");
    }
    return text.substring(from, at);
  }

  private String quoted() {
    StringBuilder field = new StringBuilder();
    while (true) {
      int close = text.indexOf('"', at + 1);
      if (close < 0) throw new IllegalArgumentException("a quote that does not end");
      field.append(text, at + 1, close);
      at = close + 1;
      if (next() == ',' || next() == '\n') return field.toString();
      if (next() != '"') throw new IllegalArgumentException("a quote within a field");
      field.append('"');
    }
  }
}
