package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.admission.ConnectAdmission;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiServer;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.http.Callers;
import dev.skiff.controlplane.api.http.HttpRequests;
import dev.skiff.controlplane.api.http.Refusals;
import dev.skiff.controlplane.api.http.RequestSlot;
import dev.skiff.controlplane.api.metrics.RequestMetrics;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.api.verb.Reads;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.auth.audit.Audit;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Where connections come in that lead to a node or a Pod instead of to a verb: who asks, whether
 * they may, and whether admission agrees.
 */
@Singleton
public final class ConnectGate {
  private static final Logger LOG = Logger.getLogger(ConnectGate.class);

  private final Callers callers;
  private final ApiServer server;
  private final ConnectAdmission admission;
  private final Reads reads;
  private final Audit audit;
  private final RequestMetrics metrics;

  ConnectGate(
      Callers callers,
      ApiServer server,
      ConnectAdmission admission,
      Reads reads,
      Audit audit,
      RequestMetrics metrics) {
    this.callers = callers;
    this.server = server;
    this.admission = admission;
    this.reads = reads;
    this.audit = audit;
    this.metrics = metrics;
  }

  /** Who goes on with a request. */
  @FunctionalInterface
  public interface Passed {
    /**
     * Goes on with a request, on its event loop; refusals that it throws are answered.
     *
     * @param request as admission has left it
     * @param course is told what becomes of it, if it becomes a tunnel
     */
    void accept(ApiRequest request, RequestInfo info, Course course);
  }

  /**
   * Lets a request pass, or answers it with a refusal. Who goes on with it finds in the watch cache
   * all that was committed when the request came.
   *
   * @param subresources those whose requests come in here. Routes match paths as they were sent,
   *     authorisation asks about what they mean once {@code %2F} is a slash: a request that means
   *     anything else goes the common road.
   * @param authorised all that is to be authorised, given what the path says
   */
  public void pass(
      RoutingContext context,
      Set<String> subresources,
      Function<RequestInfo, List<RequestInfo>> authorised,
      Passed passed) {
    enter(
        context,
        info -> subresources.contains(info.subresource()),
        authorised,
        (known, info, course) -> {
          HttpServerRequest request = context.request();
          if (!Upgrade.wanted(request)) request.pause();
          Context loop = context.vertx().getOrCreateContext();
          // Admission may ask webhooks, and so takes its time.
          Thread.startVirtualThread(
              () ->
                  attempt(
                      request,
                      course,
                      () -> {
                        ApiRequest admitted = admission.admit(known, info);
                        // Whom it leads to may have been made a moment ago.
                        reads.awaitNewest();
                        loop.runOnContext(
                            on ->
                                attempt(
                                    request, course, () -> passed.accept(admitted, info, course)));
                      }));
        });
  }

  /** As {@link #pass} for what another API server admits itself. */
  public void passUnadmitted(RoutingContext context, Passed passed) {
    enter(context, info -> true, List::of, passed);
  }

  private void enter(
      RoutingContext context,
      Predicate<RequestInfo> meant,
      Function<RequestInfo, List<RequestInfo>> authorised,
      Passed next) {
    HttpServerRequest request = context.request();
    long began = System.nanoTime();
    HttpRequests.name(request);
    ApiRequest known;
    RequestInfo info;
    Course course;
    try {
      known = callers.identified(request, HttpRequests.of(request, null, UserInfo.ANONYMOUS));
      info = RequestInfoResolver.resolve(known);
      if (!meant.test(info)) {
        context.next();
        return;
      }
      course =
          new Course(
              audit.course(known, info),
              metrics.passedOn(known, info, began),
              RequestSlot.ending(context));
    } catch (StatusException refusal) {
      Refusals.status(request, refusal);
      return;
    } catch (RuntimeException defect) {
      Refusals.status(request, internal(request, defect));
      return;
    }
    context.addHeadersEndHandler(head -> course.answered(request.response().getStatusCode()));
    context.addEndHandler(end -> course.ended());
    attempt(
        request,
        course,
        () -> {
          for (RequestInfo each : authorised.apply(info)) server.authorise(known, each);
          next.accept(known, info, course);
        });
  }

  private static void attempt(HttpServerRequest request, Course course, Runnable step) {
    StatusException refusal;
    try {
      step.run();
      return;
    } catch (StatusException refused) {
      refusal = refused;
    } catch (RuntimeException defect) {
      refusal = internal(request, defect);
    }
    course.refuse(request, refusal);
  }

  private static StatusException internal(HttpServerRequest request, RuntimeException defect) {
    LOG.errorf(defect, "%s %s failed", request.method(), request.path());
    return Statuses.internal(String.valueOf(defect.getMessage()));
  }
}
