package dev.skiff.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * What the current context of a kubeconfig says: where the API server is, whom to trust and who we
 * are.
 *
 * @param server the API server, {@code https://host:port}
 * @param authority the PEM certificates of the cluster's CA
 * @param certificate our PEM certificate chain, null without
 * @param key our PEM private key, null without
 * @param token our bearer token, null without
 */
public record Kubeconfig(
    URI server, byte[] authority, byte[] certificate, byte[] key, String token) {

  /**
   * Reads a kubeconfig file; other files it names are relative to its folder.
   *
   * @throws IllegalArgumentException when the file lacks what is needed, saying what
   * @throws UncheckedIOException when a file cannot be read
   */
  public static Kubeconfig load(Path file) {
    try {
      JsonNode config = new YAMLMapper().readTree(Files.readAllBytes(file));
      JsonNode context =
          named(file, config.path("contexts"), config.path("current-context").asText())
              .path("context");
      JsonNode cluster =
          named(file, config.path("clusters"), context.path("cluster").asText()).path("cluster");
      JsonNode user = named(file, config.path("users"), context.path("user").asText()).path("user");
      String server = cluster.path("server").asText("");
      if (!server.startsWith("https://")) {
        throw new IllegalArgumentException(
            file + ": the cluster's server must be an https:// address, not '" + server + "'");
      }
      byte[] authority = material(file, cluster, "certificate-authority");
      if (authority == null) {
        throw new IllegalArgumentException(file + ": the cluster has no certificate-authority");
      }
      return new Kubeconfig(
          URI.create(server),
          authority,
          material(file, user, "client-certificate"),
          material(file, user, "client-key"),
          user.path("token").asText(null));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the kubeconfig " + file, e);
    }
  }

  /** The same cluster, as the holder of this certificate. */
  public Kubeconfig withCertificate(byte[] certificate, byte[] key) {
    return new Kubeconfig(server, authority, certificate, key, null);
  }

  private static JsonNode named(Path file, JsonNode list, String name) {
    for (JsonNode element : list) {
      if (element.path("name").asText().equals(name)) {
        return element;
      }
    }
    throw new IllegalArgumentException(file + ": nothing is named '" + name + "'");
  }

  private static byte[] material(Path file, JsonNode node, String field) throws IOException {
    if (node.hasNonNull(field + "-data")) {
      return Base64.getDecoder().decode(node.get(field + "-data").asText());
    }
    if (node.hasNonNull(field)) {
      return Files.readAllBytes(file.resolveSibling(node.get(field).asText()));
    }
    return null;
  }
}
