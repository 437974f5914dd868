package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;

/**
 * Admission of connections: exec, attach, portforward and proxy. What plugins see is the query as
 * an object, for example PodExecOptions.
 */
@Singleton
public final class ConnectAdmission {
  private final AdmissionChain chain;
  private final ResourceRegistry registry;

  ConnectAdmission(AdmissionChain chain, ResourceRegistry registry) {
    this.chain = chain;
    this.registry = registry;
  }

  /**
   * Asks all plugins; blocks, so never call it on an event loop.
   *
   * @param info of a subresource that is connected to
   * @return the request with what plugins made of its options
   * @throws dev.skiff.controlplane.api.StatusException if one refuses
   */
  public ApiRequest admit(ApiRequest request, RequestInfo info) {
    if (request.query().containsKey("dryRun")) {
      throw Statuses.badRequest("dryRun is not supported");
    }
    ResourceType type = registry.find(info.group(), info.version(), info.resource()).orElseThrow();
    ObjectNode options = ConnectOptions.of(request, info, type);
    ObjectNode asked = options.deepCopy();
    AdmissionRequest admission =
        new AdmissionRequest(
            AdmissionRequest.Operation.CONNECT,
            type,
            info.subresource(),
            info.namespace(),
            info.name(),
            info.name(),
            options,
            null,
            request.user(),
            false,
            warning -> {},
            null,
            request.auditAnnotations()::put,
            new Reinvocation(),
            new Outcome());
    chain.mutate(admission);
    chain.validate(admission);
    if (options.equals(asked)) return request;
    return info.subresource().equals(ConnectOptions.PROXY)
        ? request.withPath(ConnectOptions.path(info, options))
        : request.withQuery(ConnectOptions.query(request, options));
  }
}
