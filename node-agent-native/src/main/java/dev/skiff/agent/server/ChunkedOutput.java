package dev.skiff.agent.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The chunked transfer coding of HTTP/1.1 (RFC 9112, section 7.1): a chunk per write. */
final class ChunkedOutput extends OutputStream {

  private static final byte[] END_OF_CHUNK = {'\r', '\n'};
  private final OutputStream out;

  ChunkedOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return; // an empty chunk would end the answer
    }
    out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.write(bytes, offset, length);
    out.write(END_OF_CHUNK);
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }
}
