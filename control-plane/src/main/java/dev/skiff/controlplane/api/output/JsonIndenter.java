package dev.skiff.controlplane.api.output;

import java.io.ByteArrayOutputStream;

/**
 * Lays JSON out in lines, two spaces a level, as Go's {@code json.MarshalIndent} does. Takes a
 * document in pieces that may end anywhere; not safe for threads.
 */
final class JsonIndenter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int depth;
  private boolean text;
  private boolean escaped;

  /** Whether an object or a list was just opened: an empty one is closed on the same line. */
  private boolean opened;

  /** The next piece, laid out. */
  byte[] indent(byte[] piece) {
    out.reset();
    for (byte one : piece) {
      if (text) inText(one);
      else between(one);
    }
    return out.toByteArray();
  }

  private void inText(byte one) {
    out.write(one);
    if (escaped) escaped = false;
    else if (one == '\\') escaped = true;
    else if (one == '"') text = false;
  }

  private void between(byte one) {
    if (one == ' ' || one == '\n' || one == '\t' || one == '\r') return;
    boolean closing = one == '}' || one == ']';
    if (closing) depth--;
    // Behind a bracket a line begins, unless the next thing is its other half.
    if (opened != closing) line();
    opened = one == '{' || one == '[';
    if (opened) depth++;
    out.write(one);
    if (one == ',') line();
    else if (one == ':') out.write(' ');
    else if (one == '"') text = true;
  }

  private void line() {
    out.write('\n');
    for (int i = 0; i < depth; i++) {
      out.write(' ');
      out.write(' ');
    }
  }
}
