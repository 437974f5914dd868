package dev.skiff.agent.cluster;

import dev.skiff.agent.api.ResourceEventHandler;
import dev.skiff.agent.network.CniConfiguration;
import dev.skiff.agent.node.NodeHeartbeat;
import io.fabric8.kubernetes.api.model.Node;
import java.io.IOException;
import org.jboss.logging.Logger;

/** Configures the pods' network as soon as the control plane has given this node its addresses. */
public final class PodCidr implements ResourceEventHandler<Node> {

  private static final Logger LOG = Logger.getLogger(PodCidr.class);

  private final String self;
  private final CniConfiguration configuration;
  private final CriNodeRuntime runtime;
  private final NodeHeartbeat heartbeat;
  private String written;

  public PodCidr(
      String self,
      CniConfiguration configuration,
      CriNodeRuntime runtime,
      NodeHeartbeat heartbeat) {
    this.self = self;
    this.configuration = configuration;
    this.runtime = runtime;
    this.heartbeat = heartbeat;
  }

  @Override
  public void onSet(Node node) {
    String podCidr = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
    if (!node.getMetadata().getName().equals(self) || podCidr == null || podCidr.equals(written)) {
      return;
    }
    try {
      configuration.write(podCidr);
      LOG.infof("pods of this node: %s", podCidr);
      written = podCidr;
      runtime.awaitNetwork();
      heartbeat.changed();
    } catch (IOException e) {
      LOG.errorf("the pods' network cannot be configured: %s", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onDelete(Node node) {
    if (node.getMetadata().getName().equals(self)) {
      written = null;
    }
  }
}
