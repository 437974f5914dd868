package dev.skiff.controlplane.memory;

import io.quarkus.runtime.ImageMode;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Notices when hardly anybody asks for anything any more, and gives memory back: pages of the
 * program that were needed to start or to serve a burst, and garbage. Heartbeats of nodes go on in
 * quiet times. A request begins each look; a server that nobody talks to does nothing at all. Only
 * a native image does this: a JVM's code is not in a file.
 */
@Singleton
final class QuietTimes {
  private static final Logger LOG = Logger.getLogger(QuietTimes.class);

  /** Before those that may refuse a request. */
  private static final int FIRST = 1000;

  private static final long LOOK_MILLIS = 20_000;

  /**
   * Fewer requests than this within a look are heartbeats, leases, and watches that begin again.
   */
  private static final int FEW = 100;

  private final Vertx vertx;
  private final AtomicInteger requests = new AtomicInteger();
  private ProgramPages pages;
  private long usedAfterCollection;

  QuietTimes(Vertx vertx) {
    this.vertx = vertx;
  }

  void register(@Observes Filters filters) {
    if (ImageMode.current() == ImageMode.NATIVE_RUN) filters.register(this::pass, FIRST);
  }

  private void pass(RoutingContext context) {
    if (requests.getAndIncrement() == 0) vertx.setTimer(LOOK_MILLIS, timer -> look());
    context.next();
  }

  private void look() {
    if (requests.getAndSet(0) < FEW) Thread.ofVirtual().name("quiet").start(this::giveBack);
  }

  private synchronized void giveBack() {
    long used = used();
    if (used > usedAfterCollection + usedAfterCollection / 4) {
      System.gc();
      usedAfterCollection = used();
    }
    try {
      if (pages == null) pages = ProgramPages.own();
      pages.release();
    } catch (IOException e) {
      LOG.warn("Memory of the program cannot be given back", e);
    }
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
