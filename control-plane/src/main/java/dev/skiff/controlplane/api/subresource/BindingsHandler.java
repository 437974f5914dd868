package dev.skiff.controlplane.api.subresource;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.request.RequestInfo;
import dev.skiff.controlplane.api.verb.ResourceCall;
import dev.skiff.controlplane.api.write.ObjectMetadata;
import dev.skiff.controlplane.api.write.ObjectRules;
import dev.skiff.controlplane.api.write.WriteOptions;
import dev.skiff.controlplane.resource.ResourceRegistry;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code bindings}: {@code pods/binding} as it was first, with the Pod's name in the body. */
@Singleton
final class BindingsHandler implements Subresources.Handler {
  private final BindingHandler binding;
  private final ResourceRegistry registry;
  private final ObjectRules rules;

  BindingsHandler(BindingHandler binding, ResourceRegistry registry, ObjectRules rules) {
    this.rules = rules;
    this.binding = binding;
    this.registry = registry;
  }

  @Override
  public List<String> names() {
    return List.of("bindings/");
  }

  @Override
  public ApiResponse handle(ResourceCall call) {
    WriteOptions options = WriteOptions.of(call.request(), "CreateOptions");
    ObjectNode body =
        rules.decode(call.type(), call.request(), options.fieldValidation(), call.warnings()::add);
    ObjectMetadata.matchNamespace(call.type(), body, call.namespace());
    RequestInfo info = call.info();
    RequestInfo ofPod =
        new RequestInfo(
            info.resourceRequest(),
            info.verb(),
            info.group(),
            info.version(),
            info.namespace(),
            "pods",
            "binding",
            body.path("metadata").path("name").asText(""),
            false,
            info.rest(),
            info.path());
    return binding.handle(
        new ResourceCall(
            call.request(),
            ofPod,
            registry.find("", "v1", "pods").orElseThrow(),
            call.format(),
            call.warnings()));
  }
}
