package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.OutputFormat.Encoding;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.discovery.Discovery;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code /api}, {@code /apis} and what is below them up to the resources. */
@Singleton
final class DiscoveryEndpoint implements Endpoint {
  private static final String AGGREGATED =
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

  private final Discovery discovery;
  private final ResourceRegistry registry;
  private final String address;

  DiscoveryEndpoint(Discovery discovery, ResourceRegistry registry, SkiffConfig config) {
    this.discovery = discovery;
    this.registry = registry;
    this.address = config.advertiseAddress() + ":" + config.port();
  }

  @Override
  public List<String> paths() {
    Set<String> paths = new TreeSet<>(List.of("/api", "/api/v1", "/apis"));
    for (ResourceType type : registry.all()) {
      if (type.group().isEmpty()) continue;
      paths.add("/apis/" + type.group());
      paths.add("/apis/" + type.apiVersion());
    }
    return List.copyOf(paths);
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    String[] parts = request.path().substring(1).split("/");
    if (parts.length == 0) return null;
    if (parts[0].equals("api")) {
      return switch (parts.length) {
        case 1 ->
            wantsAggregated(request)
                ? aggregated(request, true)
                : answer(Optional.of(discovery.legacyVersions(address)));
        case 2 -> answer(discovery.resources("", parts[1]));
        default -> null;
      };
    }
    if (!parts[0].equals("apis")) return null;
    return switch (parts.length) {
      case 1 ->
          wantsAggregated(request)
              ? aggregated(request, false)
              : answer(Optional.of(discovery.groups()));
      case 2 -> answer(discovery.group(parts[1]));
      case 3 -> answer(discovery.resources(parts[1], parts[2]));
      default -> null;
    };
  }

  private static boolean wantsAggregated(ApiRequest request) {
    String accept = request.header("accept");
    return accept != null && accept.replace(" ", "").contains(AGGREGATED);
  }

  private ApiResponse aggregated(ApiRequest request, boolean legacy) {
    return ETags.answer(request, AGGREGATED, discovery.aggregated(legacy), "public");
  }

  private static ApiResponse answer(Optional<byte[]> document) {
    return document.map(json -> Answers.of(200, Encoding.JSON, json, List.of())).orElse(null);
  }
}
