package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.request.RequestInfoResolver;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Admission of connections: exec, attach, portforward and proxy. What plugins see is the query as
 * an object, for example PodExecOptions.
 */
@Singleton
public final class ConnectAdmission {
  private static final List<String> FLAGS = List.of("stdin", "stdout", "stderr", "tty");

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
   * @throws dev.skiff.controlplane.api.StatusException if one refuses
   */
  public void admit(ApiRequest request, RequestInfo info) {
    ResourceType type = registry.find(info.group(), info.version(), info.resource()).orElseThrow();
    AdmissionRequest admission =
        new AdmissionRequest(
            AdmissionRequest.Operation.CONNECT,
            type,
            info.subresource(),
            info.namespace(),
            info.name(),
            options(request, info, type),
            null,
            request.user(),
            false,
            warning -> {});
    chain.mutate(admission);
    chain.validate(admission);
  }

  private static ObjectNode options(ApiRequest request, RequestInfo info, ResourceType type) {
    ObjectNode options = JsonNodeFactory.instance.objectNode();
    type.subresource(info.subresource())
        .ifPresent(declared -> options.put("kind", declared.kind()));
    options.put("apiVersion", type.apiVersion());
    for (String flag : FLAGS) {
      String value = request.parameter(flag);
      if (value != null && RequestInfoResolver.isTrue(value)) options.put(flag, true);
    }
    for (String text : List.of("container", "path")) {
      String value = request.parameter(text);
      if (value != null && !value.isEmpty()) options.put(text, value);
    }
    for (String word : request.query().getOrDefault("command", List.of())) {
      options.withArrayProperty("command").add(word);
    }
    for (String port : request.query().getOrDefault("ports", List.of())) {
      if (port.matches("[0-9]{1,5}")) {
        options.withArrayProperty("ports").add(Integer.parseInt(port));
      }
    }
    return options;
  }
}
