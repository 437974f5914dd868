package dev.skiff.controlplane.resource.decode;

/** What to do about unknown and duplicate fields, as the query parameter of this name says. */
public enum FieldValidation {
  /** Drop them silently. */
  IGNORE,
  /** Drop them and warn; the default. */
  WARN,
  /** Refuse the request. */
  STRICT
}
