package dev.skiff.controlplane.api.endpoint;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.Indentation;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** All paths that are no resources, and the list of them at {@code /}. */
@Singleton
public final class Endpoints {
  private final List<Endpoint> endpoints;

  Endpoints(@All List<Endpoint> endpoints) {
    this.endpoints = endpoints;
  }

  /** Answers; 404 for a path that nobody serves. */
  public ApiResponse handle(ApiRequest request) {
    if (request.path().equals("/")) return index();
    for (Endpoint endpoint : endpoints) {
      ApiResponse response = endpoint.handle(request);
      if (response != null) return response;
    }
    return Answers.text(404, "404 page not found\n");
  }

  private ApiResponse index() {
    Set<String> sorted = new TreeSet<>();
    endpoints.forEach(endpoint -> sorted.addAll(endpoint.paths()));
    ObjectNode index = JsonNodeFactory.instance.objectNode();
    ArrayNode paths = index.putArray("paths");
    sorted.forEach(paths::add);
    return Indentation.apply(Answers.json(200, index));
  }
}
