package dev.skiff.agent.certificate;

import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.Backoff;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The certificate that the node shows to those who call its kubelet API. It is asked for from the
 * cluster, kept in {@code <data-dir>/pki} and renewed while the agent runs.
 */
public final class ServingCertificate {

  private static final Logger LOG = Logger.getLogger(ServingCertificate.class);

  private final ApiClient client;
  private final String nodeName;
  private final InetAddress address;
  private final Path certificateFile;
  private final Path keyFile;

  public ServingCertificate(ApiClient client, String nodeName, InetAddress address, Path dataDir) {
    this.client = client;
    this.nodeName = nodeName;
    this.address = address;
    this.certificateFile = dataDir.resolve("pki/kubelet-serving.crt");
    this.keyFile = dataDir.resolve("pki/kubelet-serving.key");
  }

  /** Gives {@code use} the certificate that is there, and each later one; returns at once. */
  public void keep(Consumer<IssuedCertificate> use) {
    Thread.ofVirtual().name("serving certificate").start(() -> run(use));
  }

  private void run(Consumer<IssuedCertificate> use) {
    Backoff backoff = new Backoff(Duration.ofMillis(200), Duration.ofMinutes(1));
    IssuedCertificate current = kept();
    try {
      while (true) {
        try {
          if (current == null) {
            current = request();
            backoff.reset();
          }
          use.accept(current);
          Thread.sleep(Duration.between(Instant.now(), current.renewAt()));
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
          backoff.log(LOG, "no serving certificate yet: " + e.getMessage());
          backoff.sleep();
        }
        current = null;
      }
    } catch (InterruptedException e) {
      // the agent stops
    }
  }

  /** The certificate on disk if it is still good for this node and cluster, else null. */
  private IssuedCertificate kept() {
    try {
      IssuedCertificate kept =
          new IssuedCertificate(Files.readAllBytes(certificateFile), Files.readAllBytes(keyFile));
      Pem.certificate(kept.certificate())
          .verify(Pem.certificate(client.kubeconfig().authority()).getPublicKey());
      boolean namesUs =
          Pem.certificate(kept.certificate()).getSubjectAlternativeNames().stream()
              .anyMatch(name -> name.get(1).equals(address.getHostAddress()));
      return kept.isValid() && namesUs ? kept : null;
    } catch (IOException | GeneralSecurityException e) {
      return null;
    }
  }

  private IssuedCertificate request()
      throws GeneralSecurityException, InterruptedException, IOException {
    IssuedCertificate issued =
        CertificateRequester.request(
            client,
            new CertificateRequest(
                "system:nodes", "system:node:" + nodeName, List.of(nodeName), List.of(address)),
            CertificateRequester.SERVING_SIGNER,
            "server auth");
    PrivateFiles.write(keyFile, issued.key());
    PrivateFiles.write(certificateFile, issued.certificate());
    LOG.info("the node has a serving certificate");
    return issued;
  }
}
