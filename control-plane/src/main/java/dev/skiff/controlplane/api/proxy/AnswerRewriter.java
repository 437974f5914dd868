package dev.skiff.controlplane.api.proxy;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/** Changes what a backend answers. */
public interface AnswerRewriter {
  /** Bytes of a body that is changed; a larger one goes through as it is. */
  int PAGE_LIMIT = 1 << 20;

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
        public Optional<Buffer> body(Buffer body, MultiMap headers) {
          return Optional.empty();
        }
      };

  /** Changes the headers of an answer in place. */
  void headers(MultiMap headers);

  /** Whether the body of an answer with these headers is to be changed; it is then read whole. */
  boolean changesBody(MultiMap headers);

  /**
   * The body to send instead. Takes its time: not for event loops.
   *
   * @return empty if it is to go through as it is
   */
  Optional<Buffer> body(Buffer body, MultiMap headers);
}
