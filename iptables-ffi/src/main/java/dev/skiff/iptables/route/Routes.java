package dev.skiff.iptables.route;

import dev.skiff.iptables.libc.KernelException;
import java.util.List;

/** The main routing table of one namespace. Methods throw {@link KernelException}. */
public interface Routes {
  /** All unicast routes of the main table, IPv4 and IPv6. */
  List<Route> list();

  /** Adds a route, or replaces the one to the same destination. */
  void replace(Route route);

  /** Deletes the route to a destination; ESRCH if there is none. */
  void delete(Cidr destination);
}
