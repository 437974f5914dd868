package dev.skiff.agent.network;

import dev.skiff.agent.api.ResourceEventHandler;
import dev.skiff.iptables.libc.KernelException;
import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.Route;
import dev.skiff.iptables.route.Routes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Keeps, for each other node, the route to its pods by way of that node's InternalIP. */
public final class NodeRoutes implements ResourceEventHandler<Node> {

  private static final Logger LOG = Logger.getLogger(NodeRoutes.class);

  private final String self;
  private final Routes routes;
  private final Cidr clusterCidr;
  private final Map<String, Route> byNode = new HashMap<>();

  /**
   * @param self this node's name
   * @param clusterCidr all pods' addresses; routes into it that lead to no node are removed
   */
  public NodeRoutes(String self, Routes routes, Cidr clusterCidr) {
    this.self = self;
    this.routes = routes;
    this.clusterCidr = clusterCidr;
  }

  @Override
  public void onSet(Node node) {
    String name = node.getMetadata().getName();
    if (name.equals(self)) {
      return;
    }
    Route wanted = route(node).orElse(null);
    Route before = byNode.get(name);
    if (wanted == null || wanted.equals(before)) {
      return;
    }
    try {
      if (before != null && !before.destination().equals(wanted.destination())) {
        delete(before);
      }
      routes.replace(wanted);
      byNode.put(name, wanted);
      LOG.infof("pods of node %s: %s via %s", name, wanted.destination(), address(wanted));
    } catch (KernelException e) {
      LOG.errorf("pods of node %s cannot be reached: %s", name, e.getMessage());
    }
  }

  @Override
  public void onDelete(Node node) {
    Route route = byNode.remove(node.getMetadata().getName());
    if (route != null) {
      delete(route);
    }
  }

  /** Removes what an earlier run left for nodes that are gone. */
  @Override
  public void onSynced() {
    for (Route route : routes.list()) {
      if (route.gateway() != null
          && route.destination().prefix() > clusterCidr.prefix()
          && clusterCidr.contains(route.destination().address())
          && byNode.values().stream()
              .noneMatch(known -> known.destination().equals(route.destination()))) {
        delete(route);
      }
    }
  }

  private void delete(Route route) {
    try {
      routes.delete(route.destination());
    } catch (KernelException e) {
      LOG.warnf("route to %s: %s", route.destination(), e.getMessage());
    }
  }

  private static String address(Route route) {
    return route.gateway().getHostAddress();
  }

  private static Optional<Route> route(Node node) {
    String podCidr = node.getSpec() == null ? null : node.getSpec().getPodCIDR();
    if (podCidr == null || node.getStatus() == null) {
      return Optional.empty();
    }
    return node.getStatus().getAddresses().stream()
        .filter(address -> address.getType().equals("InternalIP"))
        .map(NodeAddress::getAddress)
        .findFirst()
        .map(address -> Route.via(Cidr.parse(podCidr), InetAddress.ofLiteral(address)));
  }
}
