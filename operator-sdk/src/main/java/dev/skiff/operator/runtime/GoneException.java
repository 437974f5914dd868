package dev.skiff.operator.runtime;

import java.io.IOException;

/** The server has forgotten the resource version that a watch or a list wants to go on from. */
final class GoneException extends IOException {
  GoneException(String message) {
    super(message);
  }
}
