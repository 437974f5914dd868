package dev.skiff.controlplane.resource.managedfields;

import com.fasterxml.jackson.databind.JsonNode;

/** What one manager owns of an object. Sets are read only when somebody asks for them. */
final class Ownership {
  private final String apiVersion;
  private final String time;
  private final JsonNode written;
  private FieldSet set;

  private Ownership(String apiVersion, String time, JsonNode written, FieldSet set) {
    this.apiVersion = apiVersion;
    this.time = time;
    this.written = written;
    this.set = set;
  }

  /**
   * @param time null if it is unknown
   */
  static Ownership of(String apiVersion, String time, FieldSet set) {
    return new Ownership(apiVersion, time, null, set);
  }

  /**
   * What an entry of managedFields says.
   *
   * @param fields its fieldsV1, or null
   */
  static Ownership read(String apiVersion, String time, JsonNode fields) {
    return new Ownership(apiVersion, time, fields, fields == null ? FieldSet.EMPTY : null);
  }

  /** The version in whose terms the fields are. */
  String apiVersion() {
    return apiVersion;
  }

  /** When it was last changed; null if unknown. */
  String time() {
    return time;
  }

  /**
   * The fields.
   *
   * @throws IllegalArgumentException if they were written wrongly
   */
  FieldSet set() {
    if (set == null) set = FieldsV1.read(written);
    return set;
  }

  /** The same with other fields; this if they are the same. */
  Ownership with(FieldSet other) {
    return other == set() ? this : of(apiVersion, time, other);
  }

  Ownership at(String other) {
    return new Ownership(apiVersion, other, written, set);
  }

  /** The fields as they are written. */
  JsonNode fieldsV1() {
    return written == null ? FieldsV1.write(set) : written;
  }
}
