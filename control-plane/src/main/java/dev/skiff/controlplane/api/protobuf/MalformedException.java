package dev.skiff.controlplane.api.protobuf;

/** Bytes that are no protocol buffer; the message is the one that Go gives. */
final class MalformedException extends Exception {
  MalformedException(String message) {
    super(message, null, false, false);
  }
}
