package dev.skiff.iptables.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Tracked connections in memory, for tests. */
public final class FakeConntrack implements Conntrack {
  private final List<Flow> flows = new ArrayList<>();

  /** Makes a connection known. */
  public synchronized void add(Flow flow) {
    flows.add(flow);
  }

  @Override
  public synchronized List<Flow> list() {
    return List.copyOf(flows);
  }

  @Override
  public synchronized int delete(Predicate<Flow> which) {
    int before = flows.size();
    flows.removeIf(which);
    return before - flows.size();
  }

  @Override
  public void close() {
    // nothing is open
  }
}
