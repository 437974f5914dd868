package dev.skiff.cni;

import dev.skiff.iptables.conntrack.Conntrack;
import dev.skiff.iptables.conntrack.Flow;
import dev.skiff.iptables.libc.KernelException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * UDP connections to host ports that the kernel knows from before a pod came: to the pod that had
 * the port earlier, or to nobody. It would carry them on for as long as the client keeps its port.
 *
 * @param mappings host ports of the pod
 * @param pod its address
 * @param host all addresses of the host
 */
record HostPortFlows(List<PortMapping> mappings, InetAddress pod, Set<InetAddress> host) {
  private static final int UDP = 17;

  /** Whether there can be any. */
  boolean possible() {
    return mappings.stream().anyMatch(mapping -> mapping.protocol() == UDP);
  }

  /** Makes the kernel forget them. A kernel that does not let us has to wait until they end. */
  void forget(Conntrack conntrack) {
    try {
      conntrack.delete(this::stale);
    } catch (KernelException e) {
      // The pod is connected all the same.
    }
  }

  private boolean stale(Flow flow) {
    InetSocketAddress destination = flow.destination();
    return flow.protocol() == UDP
        && host.contains(destination.getAddress())
        && mappings.stream()
            .filter(mapping -> mapping.protocol() == UDP)
            .filter(mapping -> mapping.hostPort() == destination.getPort())
            .filter(
                mapping ->
                    mapping.hostAddress().isAnyLocalAddress()
                        || mapping.hostAddress().equals(destination.getAddress()))
            .anyMatch(
                mapping ->
                    !flow.replySource()
                        .equals(new InetSocketAddress(pod, mapping.containerPort())));
  }
}
