package dev.skiff.controlplane.api.aggregation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An APIService that another server answers for.
 *
 * @param name of the object
 * @param group API group
 * @param version API version
 * @param groupPriority the greater, the earlier the group comes in discovery
 * @param versionPriority the greater, the earlier the version comes in its group
 * @param namespace of the Service that leads to the server
 * @param service name of the Service
 * @param port of the Service
 * @param caBundle PEM in base64; empty for the roots of this machine
 * @param insecure whether any certificate will do
 * @param available what its condition says
 */
record ApiService(
    String name,
    String group,
    String version,
    int groupPriority,
    int versionPriority,
    String namespace,
    String service,
    int port,
    String caBundle,
    boolean insecure,
    boolean available) {
  private static final int DEFAULT_PORT = 443;

  /** Whether another server answers for it. */
  static boolean remote(JsonNode object) {
    return object.at("/spec/service").isObject();
  }

  /** Reads a remote one. */
  static ApiService of(ObjectNode object) {
    JsonNode spec = object.path("spec");
    return new ApiService(
        object.at("/metadata/name").asText(),
        spec.path("group").asText(),
        spec.path("version").asText(),
        spec.path("groupPriorityMinimum").asInt(),
        spec.path("versionPriority").asInt(),
        spec.at("/service/namespace").asText(),
        spec.at("/service/name").asText(),
        spec.at("/service/port").asInt(DEFAULT_PORT),
        spec.path("caBundle").asText(""),
        spec.path("insecureSkipTLSVerify").asBoolean(),
        available(object));
  }

  private static boolean available(ObjectNode object) {
    for (JsonNode condition : object.at("/status/conditions")) {
      if (condition.path("type").asText().equals("Available")) {
        return condition.path("status").asText().equals("True");
      }
    }
    return false;
  }

  /** {@code example.com/v1}. */
  String groupVersion() {
    return group + "/" + version;
  }

  /** The host that the server's certificate must be for. */
  String serverName() {
    return service + "." + namespace + ".svc";
  }

  /** Whether the two lead to the same server in the same way. */
  boolean sameServer(ApiService other) {
    return other != null
        && serverName().equals(other.serverName())
        && port == other.port
        && caBundle.equals(other.caBundle)
        && insecure == other.insecure;
  }
}
