package dev.skiff.iptables.route;

/**
 * The network configuration of one network namespace: interfaces, their addresses, routes,
 * neighbours. {@link KernelNetwork} is the kernel's, {@link FakeNetwork} is for tests.
 */
public interface Network extends AutoCloseable {
  /** The interfaces. */
  Links links();

  /** The interfaces' addresses. */
  Addresses addresses();

  /** The main routing table. */
  Routes routes();

  /** The neighbour table. */
  Neighbours neighbours();

  @Override
  void close();
}
