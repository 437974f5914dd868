package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
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
    boolean legacy = parts[0].equals("api");
    if (!legacy && !parts[0].equals("apis")) return null;
    DiscoveryFormat format =
        DiscoveryFormat.negotiate(request.header("accept"), !legacy && parts.length == 1);
    if (parts.length == 1 && format.aggregated()) {
      byte[] document = Answers.encoded(format.encoding(), discovery.aggregated(legacy));
      return ETags.answer(request, format.mediaType(), document, "public");
    }
    Optional<byte[]> document =
        switch (parts.length) {
          case 1 -> Optional.of(legacy ? discovery.legacyVersions(address) : discovery.groups());
          case 2 -> legacy ? discovery.resources("", parts[1]) : discovery.group(parts[1]);
          case 3 -> legacy ? Optional.empty() : discovery.resources(parts[1], parts[2]);
          default -> Optional.empty();
        };
    return document.map(json -> Answers.of(200, format.encoding(), json, List.of())).orElse(null);
  }
}
