package dev.skiff.agent;

import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Informer;
import dev.skiff.agent.api.Kubeconfig;
import dev.skiff.agent.api.ResourceEventHandler;
import io.fabric8.kubernetes.api.model.Pod;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Starts the parts of the agent, each as soon as what it needs is there. */
@ApplicationScoped
public class Agent {
  private static final Logger LOG = Logger.getLogger(Agent.class);
  private final AgentConfig config;
  private final Vertx vertx;

  Agent(AgentConfig config, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    LOG.info("Skiff node agent starts");
    Thread.ofVirtual().start(this::run);
  }

  private void run() {
    ApiClient client = new ApiClient(vertx, Kubeconfig.load(config.kubeconfig().orElseThrow()));
    Informer.start(
        client,
        ApiResource.PODS,
        null,
        "",
        new ResourceEventHandler<Pod>() {
          @Override
          public void onSet(Pod pod) {
            LOG.info("set " + pod.getMetadata().getName());
          }

          @Override
          public void onDelete(Pod pod) {
            LOG.info("gone " + pod.getMetadata().getName());
          }

          @Override
          public void onSynced() {
            LOG.info("synced");
          }
        });
  }
}
