package dev.skiff.controlplane.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The API server as its own client, without a socket; as {@code system:apiserver}. */
@Singleton
public final class LoopbackClient {
  private static final UserInfo SELF =
      new UserInfo(
          "system:apiserver", "", List.of(UserInfo.MASTERS, "system:authenticated"), Map.of());

  private final ApiHandler handler;

  LoopbackClient(ApiHandler handler) {
    this.handler = handler;
  }

  /**
   * Creates an object.
   *
   * @param path of the collection
   * @return false if there is one of this name already
   * @throws StatusException if it is refused for another reason
   */
  public boolean create(String path, ObjectNode object) {
    return create(path, object, Map.of());
  }

  /** As {@link #create(String, ObjectNode)} in somebody's name, who owns what it says. */
  public boolean create(String path, ObjectNode object, String manager) {
    return create(path, object, Map.of("fieldManager", List.of(manager)));
  }

  private boolean create(String path, ObjectNode object, Map<String, List<String>> query) {
    try {
      send("POST", path, query, object, "application/json");
      return true;
    } catch (StatusException refused) {
      if (refused.reason().equals("AlreadyExists")) return false;
      throw refused;
    }
  }

  /**
   * Replaces an object, or its subresource.
   *
   * @throws StatusException if it is refused; Conflict if it has changed since it was read
   */
  public ObjectNode update(String path, ObjectNode object) {
    return send("PUT", path, object, "application/json");
  }

  /**
   * Merges a patch (RFC 7386) into an object, or its subresource.
   *
   * @throws StatusException if it is refused
   */
  public ObjectNode patch(String path, ObjectNode patch) {
    return send("PATCH", path, patch, "application/merge-patch+json");
  }

  /**
   * Applies a configuration to an object, or its subresource, whoever owns what it says.
   *
   * @param manager the owner from then on
   * @throws StatusException if it is refused
   */
  public ObjectNode apply(String path, ObjectNode configuration, String manager) {
    var query = Map.of("fieldManager", List.of(manager), "force", List.of("true"));
    return send("PATCH", path, query, configuration, "application/apply-patch+yaml");
  }

  /**
   * Reads an object.
   *
   * @throws StatusException NotFound if there is none
   */
  public ObjectNode get(String path) {
    return send("GET", path, null, null);
  }

  /**
   * Deletes an object.
   *
   * @throws StatusException if it is refused; NotFound if there is none
   */
  public void delete(String path) {
    send("DELETE", path, null, null);
  }

  private ObjectNode send(String method, String path, ObjectNode body, String mediaType) {
    return send(method, path, Map.of(), body, mediaType);
  }

  private ObjectNode send(
      String method,
      String path,
      Map<String, List<String>> query,
      ObjectNode body,
      String mediaType) {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("accept", List.of("application/json"));
    headers.put("user-agent", List.of("kube-apiserver/v1.35"));
    if (mediaType != null) headers.put("content-type", List.of(mediaType));
    byte[] bytes = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
    ApiResponse response =
        handler.handle(new ApiRequest(method, path, query, headers, bytes, SELF));
    ObjectNode answer = read(response);
    if (response.status() < 300) return answer;
    throw new StatusException(
        response.status(),
        answer.path("reason").asText(),
        answer.path("message").asText(),
        answer.path("details") instanceof ObjectNode details ? details : null);
  }

  /** Of what nobody serves the answer is a text. */
  private static ObjectNode read(ApiResponse response) {
    if (!(response.body() instanceof ApiResponse.Bytes bytes)) {
      throw new IllegalStateException("The answer is a stream");
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    bytes.parts().forEach(all::writeBytes);
    try {
      if (UntrustedJson.tree(all.toByteArray()) instanceof ObjectNode object) return object;
    } catch (IOException text) {
      // Below.
    }
    String text = all.toString(StandardCharsets.UTF_8).strip();
    throw new StatusException(response.status(), "", text, null);
  }
}
