package dev.skiff.iptables.cgroup;

import java.io.IOException;
import java.util.List;

/**
 * The cgroup tree (cgroups(7)). A cgroup's name is its path from the root, as
 * "kubepods/burstable/pod1". The same for version 1, where each controller has a tree of its own,
 * and version 2.
 */
public interface Cgroups {
  /** Makes a cgroup and its ancestors; does nothing if it exists. */
  void create(String name) throws IOException;

  /** Whether it exists. */
  boolean exists(String name);

  /**
   * Sets limits; what is 0 in them stays as it is. Controllers that the kernel lacks are skipped.
   */
  void limit(String name, Limits limits) throws IOException;

  /** Moves a process into a cgroup. */
  void add(String name, long pid) throws IOException;

  /** Ids of the processes directly in a cgroup. */
  List<Long> processes(String name) throws IOException;

  /**
   * Deletes a cgroup and all below it, the deepest first; does nothing if it does not exist.
   *
   * @throws IOException if a process is still in it
   */
  void delete(String name) throws IOException;
}
