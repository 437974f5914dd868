package dev.skiff.controlplane.api;

import dev.skiff.controlplane.api.aggregation.ExtensionRequests;
import dev.skiff.controlplane.api.endpoint.Endpoints;
import dev.skiff.controlplane.api.metrics.RequestMetrics;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.Indentation;
import dev.skiff.controlplane.api.request.FieldSelector;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.auth.AuthorizerChain;
import dev.skiff.controlplane.auth.Forbidden;
import dev.skiff.controlplane.auth.audit.Audit;
import dev.skiff.controlplane.store.StoreException;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/** Authorises a request, finds who answers it, and turns every refusal into a Status. */
@Singleton
public final class ApiServer implements ApiHandler {
  private static final Logger LOG = Logger.getLogger(ApiServer.class);

  /** The largest request body in bytes. */
  public static final int BODY_LIMIT = 3 * 1024 * 1024;

  private static final Set<String> SELECTING = Set.of("list", "watch", "deletecollection");

  private final AuthorizerChain authorizer;
  private final ResourceRequests resources;
  private final Endpoints endpoints;
  private final ExtensionRequests extensions;
  private final RequestMetrics metrics;
  private final Audit audit;

  ApiServer(
      AuthorizerChain authorizer,
      ResourceRequests resources,
      Endpoints endpoints,
      ExtensionRequests extensions,
      RequestMetrics metrics,
      Audit audit) {
    this.authorizer = authorizer;
    this.resources = resources;
    this.endpoints = endpoints;
    this.extensions = extensions;
    this.metrics = metrics;
    this.audit = audit;
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    long begin = System.nanoTime();
    RequestInfo info = RequestInfoResolver.resolve(request);
    ApiResponse response = audit.around(request, info, audited -> answer(audited, info));
    return metrics.answered(request, info, response, begin);
  }

  /**
   * The answer to a request that is refused, whatever its body may be.
   *
   * @param head the request without its body
   * @return empty if the body is to be read
   */
  public Optional<ApiResponse> refusal(ApiRequest head) {
    long begin = System.nanoTime();
    RequestInfo info = RequestInfoResolver.resolve(head);
    try {
      authorise(head, info);
      return Optional.empty();
    } catch (StatusException refusal) {
      ApiResponse response = audit.around(head, info, audited -> refused(audited, refusal));
      return Optional.of(metrics.answered(head, info, response, begin));
    }
  }

  private ApiResponse answer(ApiRequest request, RequestInfo info) {
    String accept = request.header("accept");
    try {
      if (request.body().length > BODY_LIMIT) throw Statuses.bodyTooLarge(BODY_LIMIT);
      authorise(request, info);
      Optional<ApiResponse> elsewhere = extensions.handle(request);
      if (elsewhere.isPresent()) return elsewhere.get();
      if (!info.resourceRequest()) return endpoints.handle(request);
      if (info.verb().equals("watch") || !Indentation.wanted(request)) {
        return resources.handle(request, info);
      }
      return Indentation.apply(resources.handle(Indentation.uncompressed(request), info));
    } catch (StatusException refusal) {
      return refused(request, refusal);
    } catch (StoreException.Unavailable unavailable) {
      if (Thread.currentThread().isInterrupted()) {
        return Answers.refusal(Statuses.timeout(), accept);
      }
      LOG.errorf(unavailable, "The store failed under %s %s", request.method(), request.path());
      return Answers.refusal(Statuses.internal(unavailable.getMessage()), accept);
    } catch (RuntimeException defect) {
      LOG.errorf(defect, "%s %s failed", request.method(), request.path());
      return Answers.refusal(Statuses.internal(String.valueOf(defect.getMessage())), accept);
    }
  }

  private static ApiResponse refused(ApiRequest request, StatusException refusal) {
    ApiResponse answer = Answers.refusal(refusal, request.header("accept"));
    return Indentation.wanted(request) ? Indentation.apply(answer) : answer;
  }

  /**
   * Asks whether the user may do this.
   *
   * @throws StatusException 403 if not
   */
  public void authorise(ApiRequest request, RequestInfo info) {
    Authorizer.Attributes attributes =
        new Authorizer.Attributes(
            request.user(),
            info.verb(),
            info.group(),
            info.version(),
            info.resource(),
            info.subresource(),
            info.namespace(),
            info.name(),
            info.resourceRequest(),
            info.path(),
            selected(request, info));
    Authorizer.Decision decision = authorizer.authorize(attributes);
    if (audit.enabled()) {
      Map<String, String> annotations = request.auditAnnotations();
      annotations.put("authorization.k8s.io/decision", decision.allowed() ? "allow" : "forbid");
      annotations.put("authorization.k8s.io/reason", decision.reason());
    }
    if (!decision.allowed()) throw Forbidden.of(attributes, decision.reason());
  }

  /** What a request for many objects is narrowed to; one that cannot be read is refused later. */
  private static FieldSelector selected(ApiRequest request, RequestInfo info) {
    if (!info.resourceRequest() || !SELECTING.contains(info.verb())) {
      return FieldSelector.EVERYTHING;
    }
    try {
      return FieldSelector.parse(request.parameter("fieldSelector"));
    } catch (StatusException malformed) {
      return FieldSelector.EVERYTHING;
    }
  }
}
