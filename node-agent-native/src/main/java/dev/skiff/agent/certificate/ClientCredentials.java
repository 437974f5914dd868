package dev.skiff.agent.certificate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.AgentConfig;
import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.Backoff;
import dev.skiff.agent.api.Json;
import dev.skiff.agent.api.Kubeconfig;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The node's identity towards the API server: a given kubeconfig, or a certificate that the node
 * asked for with a bootstrap token, keeps in {@code <data-dir>/pki/kubelet.kubeconfig} and renews
 * while it runs.
 */
public final class ClientCredentials {

  private static final Logger LOG = Logger.getLogger(ClientCredentials.class);

  private final AgentConfig config;
  private final String nodeName;
  private final Vertx vertx;
  private final Path file;

  public ClientCredentials(AgentConfig config, String nodeName, Vertx vertx) {
    this.config = config;
    this.nodeName = nodeName;
    this.vertx = vertx;
    this.file = config.dataDir().resolve("pki/kubelet.kubeconfig");
  }

  /**
   * A client that may act as this node; waits for the cluster as long as needed.
   *
   * @throws IllegalArgumentException when the configuration names no usable kubeconfig
   */
  public ApiClient connect() throws InterruptedException, IOException {
    if (config.kubeconfig().isPresent()) {
      return new ApiClient(vertx, Kubeconfig.load(config.kubeconfig().get()));
    }
    Kubeconfig kept = Files.exists(file) ? Kubeconfig.load(file) : null;
    Kubeconfig bootstrap = config.bootstrapKubeconfig().map(Kubeconfig::load).orElse(null);
    if (kept == null && bootstrap == null) {
      throw new IllegalArgumentException(
          "set skiff.agent.kubeconfig or skiff.agent.bootstrap-kubeconfig");
    }
    if (kept == null || !isUsable(kept, bootstrap)) {
      kept = bootstrap(bootstrap);
    } else if (bootstrap != null) {
      // The API server may have moved since.
      kept = bootstrap.withCertificate(kept.certificate(), kept.key());
    }
    ApiClient client = new ApiClient(vertx, kept);
    Thread.ofVirtual().name("client certificate").start(() -> renew(client));
    return client;
  }

  private static boolean isUsable(Kubeconfig kept, Kubeconfig bootstrap) {
    boolean sameCluster =
        bootstrap == null || Arrays.equals(kept.authority(), bootstrap.authority());
    boolean valid = new IssuedCertificate(kept.certificate(), kept.key()).isValid();
    if (bootstrap == null && !valid) {
      throw new IllegalArgumentException(
          "the node's client certificate has expired: set skiff.agent.bootstrap-kubeconfig");
    }
    return sameCluster && valid;
  }

  private Kubeconfig bootstrap(Kubeconfig bootstrap) throws InterruptedException, IOException {
    LOG.infof("asking %s for a client certificate", bootstrap.server());
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));
    try (ApiClient client = new ApiClient(vertx, bootstrap)) {
      while (true) {
        try {
          Kubeconfig issued = request(client);
          save(issued);
          LOG.infof("the cluster knows this node as system:node:%s", nodeName);
          return issued;
        } catch (GeneralSecurityException | RuntimeException e) {
          backoff.log(LOG, "no client certificate yet: " + e.getMessage());
          backoff.sleep();
        }
      }
    }
  }

  private void renew(ApiClient client) {
    Backoff backoff = new Backoff(Duration.ofSeconds(5), Duration.ofMinutes(5));
    try {
      while (true) {
        Kubeconfig now = client.kubeconfig();
        Instant due = new IssuedCertificate(now.certificate(), now.key()).renewAt();
        Thread.sleep(Duration.between(Instant.now(), due));
        try {
          Kubeconfig renewed = request(client);
          save(renewed);
          client.authenticateAs(renewed);
          backoff.reset();
          LOG.info("the node's client certificate has been renewed");
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
          LOG.warnf("the node's client certificate could not be renewed: %s", e.getMessage());
          backoff.sleep();
        }
      }
    } catch (InterruptedException e) {
      // the agent stops
    } catch (GeneralSecurityException e) {
      LOG.errorf("the node's client certificate cannot be read: %s", e.getMessage());
    }
  }

  private Kubeconfig request(ApiClient client)
      throws GeneralSecurityException, InterruptedException {
    IssuedCertificate issued =
        CertificateRequester.request(
            client,
            new CertificateRequest("system:nodes", "system:node:" + nodeName, List.of(), List.of()),
            CertificateRequester.CLIENT_SIGNER,
            "client auth");
    return client.kubeconfig().withCertificate(issued.certificate(), issued.key());
  }

  private void save(Kubeconfig credentials) throws IOException {
    ObjectNode root = Json.object().put("apiVersion", "v1").put("kind", "Config");
    root.put("current-context", "node");
    ObjectNode cluster = root.putArray("clusters").addObject().put("name", "cluster");
    cluster
        .putObject("cluster")
        .put("server", credentials.server().toString())
        .put("certificate-authority-data", base64(credentials.authority()));
    ObjectNode user = root.putArray("users").addObject().put("name", "node");
    user.putObject("user")
        .put("client-certificate-data", base64(credentials.certificate()))
        .put("client-key-data", base64(credentials.key()));
    ObjectNode context = root.putArray("contexts").addObject().put("name", "node");
    context.putObject("context").put("cluster", "cluster").put("user", "node");
    PrivateFiles.write(file, Json.bytes(root));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
