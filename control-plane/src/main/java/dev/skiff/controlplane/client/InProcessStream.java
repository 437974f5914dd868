package dev.skiff.controlplane.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.smallrye.mutiny.Multi;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/** A body without an end in sight: each buffer is asked for, so the reader sets the pace. */
final class InProcessStream implements AsyncBody, Flow.Subscriber<Buffer> {
  private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  InProcessStream(Multi<Buffer> buffers, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    this.consumer = consumer;
    buffers.subscribe(this);
  }

  @Override
  public void consume() {
    subscription.thenAccept(flow -> flow.request(1));
  }

  @Override
  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void cancel() {
    done.cancel(false);
    subscription.thenAccept(Flow.Subscription::cancel);
  }

  @Override
  public void onSubscribe(Flow.Subscription flow) {
    subscription.complete(flow);
  }

  @Override
  public void onNext(Buffer buffer) {
    try {
      consumer.consume(List.of(ByteBuffer.wrap(buffer.getBytes())), this);
    } catch (Exception e) {
      done.completeExceptionally(e);
      subscription.thenAccept(Flow.Subscription::cancel);
    }
  }

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    done.complete(null);
  }
}
