package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.Errno;
import dev.skiff.iptables.libc.KernelException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Routes in memory. */
final class FakeRoutes implements Routes {
  private final FakeLinks links;
  private final Map<Cidr, Route> routes = new LinkedHashMap<>();

  FakeRoutes(FakeLinks links) {
    this.links = links;
  }

  @Override
  public synchronized List<Route> list() {
    return List.copyOf(routes.values());
  }

  @Override
  public synchronized void replace(Route route) {
    if (route.link() != 0) {
      links.get(route.link());
    }
    routes.put(route.destination().network(), route);
  }

  @Override
  public synchronized void delete(Cidr destination) {
    if (routes.remove(destination.network()) == null) {
      throw new KernelException(Errno.of(Errno.ESRCH), "delete route to " + destination);
    }
  }
}
