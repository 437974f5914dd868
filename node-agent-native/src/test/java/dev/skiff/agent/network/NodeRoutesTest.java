package dev.skiff.agent.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.iptables.route.Cidr;
import dev.skiff.iptables.route.Route;
import dev.skiff.iptables.route.Routes;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeRoutesTest {

  private final RememberedRoutes kernel = new RememberedRoutes();
  private final NodeRoutes routes = new NodeRoutes("n1", kernel, Cidr.parse("10.244.0.0/16"));

  @Test
  void otherNodesPodsAreReachedByTheirInternalAddress() {
    routes.onSet(node("n1", "10.244.0.0/24", "172.30.0.11"));
    routes.onSet(node("n2", "10.244.1.0/24", "172.30.0.12"));
    routes.onSet(node("n3", null, "172.30.0.13"));
    assertEquals(List.of(via("10.244.1.0/24", "172.30.0.12")), kernel.list());

    routes.onSet(node("n2", "10.244.1.0/24", "172.30.0.99"));
    assertEquals(List.of(via("10.244.1.0/24", "172.30.0.99")), kernel.list());

    routes.onDelete(node("n2", "10.244.1.0/24", "172.30.0.99"));
    assertEquals(List.of(), kernel.list());
  }

  @Test
  void routesOfAnEarlierRunToNodesThatAreGoneAreRemoved() {
    kernel.replace(via("0.0.0.0/0", "172.30.0.1"));
    kernel.replace(via("10.244.7.0/24", "172.30.0.17"));
    kernel.replace(via("192.168.0.0/24", "172.30.0.1"));
    routes.onSet(node("n2", "10.244.1.0/24", "172.30.0.12"));
    routes.onSynced();
    assertEquals(
        List.of(
            via("0.0.0.0/0", "172.30.0.1"),
            via("192.168.0.0/24", "172.30.0.1"),
            via("10.244.1.0/24", "172.30.0.12")),
        kernel.list());
  }

  private static Route via(String destination, String gateway) {
    return Route.via(Cidr.parse(destination), InetAddress.ofLiteral(gateway));
  }

  private static Node node(String name, String podCidr, String address) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewSpec()
        .withPodCIDR(podCidr)
        .endSpec()
        .withNewStatus()
        .addNewAddress(address, "InternalIP")
        .endStatus()
        .build();
  }

  private static final class RememberedRoutes implements Routes {
    private final Map<Cidr, Route> table = new LinkedHashMap<>();

    @Override
    public List<Route> list() {
      return List.copyOf(table.values());
    }

    @Override
    public void replace(Route route) {
      table.put(route.destination(), route);
    }

    @Override
    public void delete(Cidr destination) {
      table.remove(destination);
    }
  }
}
