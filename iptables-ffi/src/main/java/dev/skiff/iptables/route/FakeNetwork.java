package dev.skiff.iptables.route;

/**
 * A network configuration in memory, for tests: it refuses unknown interfaces, taken names and
 * missing entries as the kernel does. It starts with lo, down.
 */
public final class FakeNetwork implements Network {
  private final FakeLinks links = new FakeLinks();
  private final FakeAddresses addresses = new FakeAddresses(links);
  private final FakeRoutes routes = new FakeRoutes(links);
  private final FakeNeighbours neighbours = new FakeNeighbours(links);

  @Override
  public FakeLinks links() {
    return links;
  }

  @Override
  public Addresses addresses() {
    return addresses;
  }

  @Override
  public Routes routes() {
    return routes;
  }

  @Override
  public Neighbours neighbours() {
    return neighbours;
  }

  @Override
  public void close() {
    // nothing is open
  }
}
