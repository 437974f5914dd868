package dev.skiff.agent.node;

import java.util.Set;

/** The conditions of pressure that the node has. Safe for use by several threads. */
public final class NodePressure {

  private volatile Set<String> conditions = Set.of();
  private volatile Runnable changed = () -> {};

  /** Calls {@code listener} after each change. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /** Takes the conditions that hold now. */
  public void set(Set<String> now) {
    boolean differs = !now.equals(conditions);
    conditions = now;
    if (differs) {
      changed.run();
    }
  }

  /** Whether pods are kept away for want of memory. */
  public boolean memory() {
    return conditions.contains("MemoryPressure");
  }

  /** Whether pods are kept away for want of disk. */
  public boolean disk() {
    return conditions.contains("DiskPressure");
  }
}
