package dev.skiff.controlplane.api.endpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.api.aggregation.RemoteDiscovery;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.Indentation;
import dev.skiff.controlplane.api.output.ObjectBytes;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.discovery.Discovery;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** {@code /api}, {@code /apis} and what is below them up to the resources. */
@Singleton
final class DiscoveryEndpoint implements Endpoint {
  private final Discovery discovery;
  private final ResourceRegistry registry;
  private final RemoteDiscovery remote;
  private final String address;

  DiscoveryEndpoint(
      Discovery discovery, ResourceRegistry registry, RemoteDiscovery remote, SkiffConfig config) {
    this.discovery = discovery;
    this.registry = registry;
    this.remote = remote;
    this.address = config.advertiseAddress() + ":" + config.port();
  }

  @Override
  public List<String> paths() {
    Set<String> paths = new TreeSet<>(List.of("/api", "/api/v1", "/apis", "/apis/"));
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
      ApiResponse document = answer(request, format, aggregated(legacy));
      byte[] bytes = ((ApiResponse.Bytes) document.body()).joined();
      return ETags.answer(request, format.mediaType(), bytes, "public");
    }
    Optional<byte[]> document =
        switch (parts.length) {
          case 1 -> Optional.of(legacy ? discovery.legacyVersions(address) : groups());
          case 2 -> legacy ? discovery.resources("", parts[1]) : group(parts[1]);
          case 3 -> legacy ? Optional.empty() : discovery.resources(parts[1], parts[2]);
          default -> Optional.empty();
        };
    if (document.isEmpty() && parts.length == 3 && !legacy && isBuiltIn(parts[1])) {
      throw Statuses.noSuchResource();
    }
    return document.map(json -> answer(request, format, json)).orElse(null);
  }

  private static ApiResponse answer(ApiRequest request, DiscoveryFormat format, byte[] json) {
    ApiResponse answer = Answers.of(200, format.encoding(), json, List.of());
    return Indentation.wanted(request) ? Indentation.apply(answer) : answer;
  }

  private boolean isBuiltIn(String group) {
    return registry.all().stream().anyMatch(type -> !type.custom() && type.group().equals(group));
  }

  private byte[] aggregated(boolean legacy) {
    byte[] own = discovery.aggregated(legacy);
    return legacy ? own : with(own, remote::addToAggregated);
  }

  private byte[] groups() {
    return with(discovery.groups(), remote::addTo);
  }

  private Optional<byte[]> group(String name) {
    return discovery.group(name).or(() -> remote.group(name).map(Answers::bytes));
  }

  /** A document of this server's groups with those of others added. */
  private byte[] with(byte[] own, Consumer<ObjectNode> addition) {
    if (remote.isEmpty()) return own;
    ObjectNode document = ObjectBytes.parse(own);
    addition.accept(document);
    return Answers.bytes(document);
  }
}
