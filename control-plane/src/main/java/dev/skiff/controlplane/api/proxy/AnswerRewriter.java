package dev.skiff.controlplane.api.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** Changes what a backend answers. */
public interface AnswerRewriter {
  /** Passes answers on as they are. */
  AnswerRewriter NONE =
      new AnswerRewriter() {
        @Override
        public void headers(MultiMap headers) {}

        @Override
        public boolean changesBody(MultiMap headers) {
          return false;
        }

        @Override
        public Buffer body(Buffer body, MultiMap headers) {
          return body;
        }
      };

  /** Changes the headers of an answer in place. */
  void headers(MultiMap headers);

  /** Whether the body of an answer with these headers is to be changed; it is then read whole. */
  boolean changesBody(MultiMap headers);

  /** The body to send instead; headers that describe it are changed in place. */
  Buffer body(Buffer body, MultiMap headers);
}
