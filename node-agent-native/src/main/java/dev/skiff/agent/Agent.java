package dev.skiff.agent;

import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.certificate.ClientCredentials;
import dev.skiff.agent.node.NodeIdentity;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jboss.logging.Logger;

/** Starts the agent's parts when the process starts; what cannot work ends it with one line. */
@ApplicationScoped
public class Agent {

  private static final Logger LOG = Logger.getLogger(Agent.class);

  private final AgentConfig config;
  private final Vertx vertx;
  private volatile RunningAgent running;

  Agent(AgentConfig config, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
  }

  void start(@Observes StartupEvent event) {
    NodeIdentity identity = NodeIdentity.of(config);
    LOG.infof(
        "Skiff node agent starts as %s, %s", identity.name(), identity.address().getHostAddress());
    Thread.ofVirtual().name("agent").start(() -> run(identity));
  }

  /** The containers, and the containerd they run in, outlive the agent. */
  void stop(@Observes ShutdownEvent event) {
    RunningAgent started = running;
    if (started != null) {
      started.close();
    }
  }

  private void run(NodeIdentity identity) {
    try {
      FutureTask<LocalRuntime> runtime = new FutureTask<>(() -> LocalRuntime.start(config));
      Thread.ofVirtual().name("container runtime").start(runtime);
      ApiClient client = new ClientCredentials(config, identity.name(), vertx).connect();
      running = new RunningAgent(config, vertx, identity, client);
      running.start(runtime);
    } catch (ExecutionException e) {
      fail(e.getCause());
    } catch (Exception e) {
      fail(e);
    }
  }

  private static void fail(Throwable cause) {
    LOG.errorf("the agent cannot run: %s", cause.getMessage() == null ? cause : cause.getMessage());
    LOG.debug("the agent cannot run", cause);
    Quarkus.asyncExit(1);
  }
}
