package dev.skiff.controlplane.bootstrap;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * The first step of a start: TLS for the HTTPS server, which Quarkus opens after all start-up
 * observers, and the kubeconfigs.
 */
@Singleton
final class Bootstrap {
  /** Before everything else that observes the start. */
  static final int FIRST = 10;

  private final SkiffConfig config;
  private final Pki pki;
  private final TlsConfigurationRegistry registry;

  Bootstrap(SkiffConfig config, Pki pki, TlsConfigurationRegistry registry) {
    this.config = config;
    this.pki = pki;
    this.registry = registry;
  }

  void start(@Observes @Priority(FIRST) StartupEvent event) {
    registry.register(ServerTls.NAME, new ServerTls(pki));
    pki.onChange(this::writeKubeconfigs);
    try {
      writeKubeconfigs();
    } catch (StartException refused) {
      throw StartRefusal.of(refused.getMessage());
    }
  }

  private void writeKubeconfigs() {
    try {
      Path directory = config.dataDir();
      String server = ServerAddress.of(config);
      BootstrapToken token = BootstrapToken.readOrCreate(directory.resolve("pki/bootstrap-token"));
      PrivateFiles.writeSecret(
          directory.resolve("admin.kubeconfig"),
          Kubeconfig.forCertificate(server, pki, "kubernetes-admin", pki.admin()));
      PrivateFiles.writeSecret(
          directory.resolve("bootstrap.kubeconfig"),
          Kubeconfig.forToken(server, pki, "kubelet-bootstrap", token.value()));
    } catch (IOException | GeneralSecurityException failed) {
      throw new StartException("Cannot write the kubeconfigs: " + failed + ".");
    }
  }
}
