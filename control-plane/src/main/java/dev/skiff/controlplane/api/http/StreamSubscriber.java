package dev.skiff.controlplane.api.http;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiSubscriber;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes a stream to a connection. It is asked for its next buffer when the connection has taken the
 * last. It ends once, whoever ends it first: the stream itself, the client, or the server's end.
 */
abstract class StreamSubscriber implements MultiSubscriber<Buffer> {
  private final Drain drain;
  private final Runnable finish = this::finish;
  private final AtomicBoolean ended = new AtomicBoolean();

  /** Null until there is one; the server's end may come before. */
  private volatile Flow.Subscription subscription;

  StreamSubscriber(Drain drain) {
    this.drain = drain;
  }

  /** Sends all of a stream. */
  final void send(Multi<Buffer> buffers) {
    drain.opened(finish);
    buffers.subscribe().withSubscriber(this);
  }

  /** The stream has begun: {@link #taken} has to be called for it to go on. */
  abstract void begin();

  /** Ends the connection's side, behind what is written already. Called once. */
  abstract void close();

  /** The connection has taken what was written. */
  final void taken() {
    subscription.request(1);
  }

  /** Goes on when the connection has taken what was written. */
  final void written(Future<Void> taken) {
    taken.onSuccess(done -> taken()).onFailure(gone -> cancel());
  }

  /** The client has gone. */
  final void cancel() {
    if (over()) cancelSubscription();
  }

  @Override
  public final void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (ended.get()) subscription.cancel();
    else begin();
  }

  @Override
  public final void onFailure(Throwable failure) {
    // The head is out, and upstream's server ends such a stream like any other.
    onCompletion();
  }

  @Override
  public final void onCompletion() {
    if (over()) close();
  }

  private void finish() {
    if (!over()) return;
    cancelSubscription();
    close();
  }

  private void cancelSubscription() {
    Flow.Subscription begun = subscription;
    if (begun != null) begun.cancel();
  }

  private boolean over() {
    if (!ended.compareAndSet(false, true)) return false;
    drain.closed(finish);
    return true;
  }
}
