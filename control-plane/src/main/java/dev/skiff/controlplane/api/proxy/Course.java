package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.http.Refusals;
import dev.skiff.controlplane.auth.audit.AuditCourse;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The course of a request that is passed on, as the audit log and the metrics are told of it. Safe
 * for all threads; what is told twice counts once.
 */
public final class Course {
  private static final int SWITCHING = 101;
  private static final int OK = 200;

  private final Optional<AuditCourse> audit;
  private final IntConsumer metrics;
  private final Runnable leaving;
  private final AtomicInteger code = new AtomicInteger();
  private final AtomicBoolean ended = new AtomicBoolean();

  /**
   * @param leaving takes it out of the requests in flight, which tunnels are none of
   */
  Course(Optional<AuditCourse> audit, IntConsumer metrics, Runnable leaving) {
    this.audit = audit;
    this.metrics = metrics;
    this.leaving = leaving;
  }

  /** Answers with a Status, on the request's event loop. */
  public void refuse(HttpServerRequest request, StatusException refusal) {
    audit.ifPresent(to -> to.refused(refusal));
    Refusals.status(request, refusal);
  }

  /** The head of the answer is out. */
  void answered(int status) {
    if (!code.compareAndSet(0, status)) return;
    audit.ifPresent(to -> to.answered(status));
  }

  /** The connection speaks another protocol from now on. */
  void upgraded() {
    answered(SWITCHING);
    leaving.run();
  }

  /** The answer, or the connection, has ended, however it did. */
  void ended() {
    if (!ended.compareAndSet(false, true)) return;
    leaving.run();
    audit.ifPresent(AuditCourse::ended);
    metrics.accept(code.get() == 0 ? OK : code.get());
  }
}
