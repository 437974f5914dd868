package dev.skiff.controlplane.scheduler;

import dev.skiff.controlplane.bootstrap.DefaultObjects;
import dev.skiff.controlplane.client.ComponentIdentity;
import dev.skiff.controlplane.client.InProcessClients;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Runs the scheduler in the API server's process, once the default objects are there. */
@ApplicationScoped
public class SchedulerStarter {
  private static final Logger LOG = Logger.getLogger(SchedulerStarter.class);
  private static final int AFTER_DEFAULTS = DefaultObjects.BEFORE_CONTROLLERS + 200;

  private final InProcessClients clients;
  private final SchedulerConfig config;
  private KubernetesClient client;
  private SchedulerProgram program;

  public SchedulerStarter(InProcessClients clients, SchedulerConfig config) {
    this.clients = clients;
    this.config = config;
  }

  void start(@Observes @Priority(AFTER_DEFAULTS) StartupEvent event) {
    if (!config.scheduler()) return;
    client = clients.as(ComponentIdentity.scheduler());
    program = new SchedulerProgram(client);
    program.start();
  }

  void stop(@Observes @Priority(1) ShutdownEvent event) {
    if (program == null) return;
    try {
      program.close();
    } catch (Exception e) {
      LOG.warnf("The scheduler did not stop cleanly: %s", e.getMessage());
    }
    client.close();
  }
}
