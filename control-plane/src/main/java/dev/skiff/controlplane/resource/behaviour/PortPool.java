package dev.skiff.controlplane.resource.behaviour;

import java.util.BitSet;
import java.util.concurrent.ThreadLocalRandom;

/** The node ports: which are taken. Safe for use by many threads. */
final class PortPool {
  private final int first;
  private final int last;
  private final BitSet taken = new BitSet();

  /**
   * @param range for example 30000-32767
   */
  PortPool(String range) {
    String[] ends = range.split("-");
    first = Integer.parseInt(ends[0].strip());
    last = Integer.parseInt(ends[1].strip());
  }

  boolean contains(int port) {
    return port >= first && port <= last;
  }

  synchronized boolean take(int port) {
    if (taken.get(port)) return false;
    taken.set(port);
    return true;
  }

  /** A free port, 0 if there is none. */
  synchronized int next() {
    int start = ThreadLocalRandom.current().nextInt(first, last + 1);
    int free = taken.nextClearBit(start);
    if (free > last) free = taken.nextClearBit(first);
    if (free > last) return 0;
    taken.set(free);
    return free;
  }

  synchronized void release(int port) {
    taken.clear(port);
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
