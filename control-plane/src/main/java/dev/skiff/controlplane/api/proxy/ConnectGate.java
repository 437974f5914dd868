package dev.skiff.controlplane.api.proxy;

import dev.skiff.controlplane.admission.ConnectAdmission;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiServer;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.http.HttpRequests;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.RequestAuthentication;
import dev.skiff.controlplane.auth.UserInfo;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/**
 * Where connections come in that lead to a node or a Pod instead of to a verb: who asks, whether
 * they may, and whether admission agrees.
 */
@Singleton
public final class ConnectGate {
  private static final Logger LOG = Logger.getLogger(ConnectGate.class);

  private final RequestAuthentication authentication;
  private final ApiServer server;
  private final ConnectAdmission admission;

  ConnectGate(RequestAuthentication authentication, ApiServer server, ConnectAdmission admission) {
    this.authentication = authentication;
    this.server = server;
    this.admission = admission;
  }

  /**
   * Lets a request pass, or answers it with a refusal.
   *
   * @param authorised what is to be authorised, given what the path says
   * @param passed goes on with the request, on its event loop; its refusals are answered too
   */
  public void pass(
      RoutingContext context,
      UnaryOperator<RequestInfo> authorised,
      BiConsumer<ApiRequest, RequestInfo> passed) {
    HttpServerRequest request = context.request();
    attempt(
        request,
        () -> {
          ApiRequest unknown = HttpRequests.of(request, null, UserInfo.ANONYMOUS);
          RequestAuthentication.Caller caller =
              authentication.identify(
                  unknown.path(), unknown.headers(), HttpRequests.certificate(request));
          ApiRequest known = HttpRequests.withCaller(unknown, caller);
          RequestInfo info = RequestInfoResolver.resolve(known);
          server.authorise(known, authorised.apply(info));
          if (!Upgrade.wanted(request)) request.pause();
          Context loop = context.vertx().getOrCreateContext();
          Runnable next = () -> attempt(request, () -> passed.accept(known, info));
          // Admission may ask webhooks, and so takes its time.
          Thread.startVirtualThread(() -> attempt(request, () -> admit(known, info, loop, next)));
        });
  }

  private void admit(ApiRequest known, RequestInfo info, Context loop, Runnable next) {
    admission.admit(known, info);
    loop.runOnContext(on -> next.run());
  }

  private static void attempt(HttpServerRequest request, Runnable step) {
    try {
      step.run();
    } catch (StatusException refusal) {
      ReverseProxy.refuse(request, refusal);
    } catch (RuntimeException defect) {
      LOG.errorf(defect, "%s %s failed", request.method(), request.path());
      ReverseProxy.refuse(request, Statuses.internal(String.valueOf(defect.getMessage())));
    }
  }
}
