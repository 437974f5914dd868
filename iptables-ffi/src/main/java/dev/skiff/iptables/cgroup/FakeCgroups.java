package dev.skiff.iptables.cgroup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Cgroups in memory, for tests. */
public final class FakeCgroups implements Cgroups {
  private final Map<String, List<Long>> processes = new TreeMap<>();
  private final Map<String, Limits> limits = new TreeMap<>();

  @Override
  public synchronized void create(String name) {
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      processes.putIfAbsent(name.substring(0, slash), new ArrayList<>());
    }
    processes.putIfAbsent(name, new ArrayList<>());
  }

  @Override
  public synchronized boolean exists(String name) {
    return processes.containsKey(name);
  }

  @Override
  public synchronized void limit(String name, Limits set) throws IOException {
    require(name);
    limits.put(name, set);
  }

  @Override
  public synchronized void add(String name, long pid) throws IOException {
    require(name);
    processes.values().forEach(list -> list.remove(pid));
    processes.get(name).add(pid);
  }

  @Override
  public synchronized List<Long> processes(String name) throws IOException {
    require(name);
    return List.copyOf(processes.get(name));
  }

  @Override
  public synchronized void delete(String name) throws IOException {
    List<String> below =
        processes.keySet().stream()
            .filter(n -> n.equals(name) || n.startsWith(name + "/"))
            .toList();
    if (below.stream().anyMatch(n -> !processes.get(n).isEmpty())) {
      throw new IOException("cgroup " + name + " has processes");
    }
    processes.keySet().removeAll(below);
    limits.keySet().removeAll(below);
  }

  /** The limits that were set last, null if none were. */
  public synchronized Limits limits(String name) {
    return limits.get(name);
  }

  private void require(String name) throws IOException {
    if (!processes.containsKey(name)) {
      throw new NoSuchFileException(name);
    }
  }
}
