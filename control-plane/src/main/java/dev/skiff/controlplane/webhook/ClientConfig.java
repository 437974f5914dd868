package dev.skiff.controlplane.webhook;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Where a webhook is and whose certificates it has: a {@code clientConfig} of a webhook
 * configuration or of a CustomResourceDefinition.
 *
 * @param url absolute; empty if a service is meant
 * @param namespace the service's
 * @param service its name; empty if a URL is meant
 * @param port the service's port
 * @param path the URL path at the service; begins with a slash
 * @param caBundle PEM in base64; empty for the roots of this machine
 */
public record ClientConfig(
    String url, String namespace, String service, int port, String path, String caBundle) {
  private static final int DEFAULT_PORT = 443;

  /** Reads one that passed validation. */
  public static ClientConfig of(JsonNode config) {
    JsonNode service = config.path("service");
    String path = service.path("path").asText("");
    return new ClientConfig(
        config.path("url").asText(""),
        service.path("namespace").asText(""),
        service.path("name").asText(""),
        service.path("port").asInt(DEFAULT_PORT),
        path.startsWith("/") ? path : "/" + path,
        config.path("caBundle").asText(""));
  }

  /** Whether it names a Service of the cluster. */
  public boolean toService() {
    return url.isEmpty();
  }

  /** The host that the webhook's certificate must be for, if it is a Service. */
  public String serverName() {
    return service + "." + namespace + ".svc";
  }

  /** The absolute URL; of a Service the name of which no DNS server of this machine knows. */
  public String target() {
    return toService() ? "https://" + serverName() + ":" + port + path : url;
  }
}
