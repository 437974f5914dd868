package dev.skiff.controlplane.client;

import dev.skiff.controlplane.api.ApiResponse;
import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/** A complete body: handed over when the reader asks for the first time. */
final class InProcessBody implements AsyncBody {
  private final List<ByteBuffer> parts;
  private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
  private final AtomicBoolean delivered = new AtomicBoolean();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  InProcessBody(ApiResponse.Bytes body, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    this.parts = body.parts().stream().map(ByteBuffer::wrap).toList();
    this.consumer = consumer;
  }

  @Override
  public void consume() {
    if (done.isDone() || !delivered.compareAndSet(false, true)) return;
    try {
      consumer.consume(parts, this);
      done.complete(null);
    } catch (Exception e) {
      done.completeExceptionally(e);
    }
  }

  @Override
  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void cancel() {
    done.cancel(false);
  }
}
