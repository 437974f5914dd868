package dev.skiff.agent.dns;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;

/** Cuts a stream into messages, each after its length in two bytes (RFC 1035, section 4.2.2). */
final class MessageReader implements Handler<Buffer> {
  private final Handler<Buffer> messages;
  private Buffer collected = Buffer.buffer();

  MessageReader(Handler<Buffer> messages) {
    this.messages = messages;
  }

  @Override
  public void handle(Buffer part) {
    collected.appendBuffer(part);
    int start = 0;
    while (collected.length() - start >= 2) {
      int end = start + 2 + collected.getUnsignedShort(start);
      if (collected.length() < end) break;
      messages.handle(collected.getBuffer(start + 2, end));
      start = end;
    }
    if (start > 0) collected = collected.getBuffer(start, collected.length());
  }
}
