package dev.skiff.controlplane.controller;

import dev.skiff.controlplane.bootstrap.DefaultObjects;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.client.ComponentIdentity;
import dev.skiff.controlplane.client.InProcessClients;
import dev.skiff.operator.api.LeaderElection;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.runtime.WorkQueue;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Runs the controllers in the API server's process, once the default objects are there. */
@ApplicationScoped
public class ControllerStarter {
  private static final Logger LOG = Logger.getLogger(ControllerStarter.class);
  private static final int AFTER_DEFAULTS = DefaultObjects.BEFORE_CONTROLLERS + 100;

  private final InProcessClients clients;
  private final ControllerConfig config;
  private final ControllerSettings settings;
  private ControllerManager manager;
  private LeaderElection election;

  public ControllerStarter(InProcessClients clients, ControllerConfig config, SkiffConfig skiff) {
    this.clients = clients;
    this.config = config;
    this.settings =
        new ControllerSettings(
            skiff.clusterCidr(),
            config.nodeMonitorGracePeriod(),
            config.terminatedPodGcThreshold());
  }

  void start(@Observes @Priority(AFTER_DEFAULTS) StartupEvent event) {
    if (!config.controllers()) return;
    if (!config.leaderElection()) {
      begin();
      return;
    }
    election =
        LeaderElection.of(clients.as(ComponentIdentity.controllerManager()))
            .lease("kube-system", "kube-controller-manager")
            .identity(UUID.randomUUID().toString())
            .onElected(this::begin)
            .onLost(this::end)
            .start();
  }

  void stop(@Observes @Priority(1) ShutdownEvent event) {
    if (election != null) election.close();
    end();
  }

  /** The controllers' work queues by name; empty while no controllers run here. */
  public synchronized Map<String, WorkQueue<Request>> queues() {
    return manager == null ? Map.of() : manager.queues();
  }

  private synchronized void begin() {
    KubernetesClient shared = clients.as(ComponentIdentity.controllerManager());
    manager =
        new ControllerManager(
            shared, name -> clients.as(ComponentIdentity.controller(name)), settings);
    manager.start();
  }

  private synchronized void end() {
    if (manager == null) return;
    try {
      manager.close();
    } catch (Exception e) {
      LOG.warnf("controllers did not stop cleanly: %s", e.getMessage());
    }
    manager = null;
  }
}
