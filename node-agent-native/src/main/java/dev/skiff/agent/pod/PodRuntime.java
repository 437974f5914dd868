package dev.skiff.agent.pod;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.CriLabels;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.cri.v1.Container;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import dev.skiff.agent.cri.v1.PodSandbox;
import dev.skiff.agent.cri.v1.PodSandboxState;
import dev.skiff.agent.cri.v1.PodSandboxStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the runtime has of one pod at one moment.
 *
 * @param sandboxes all of them, the newest first
 * @param sandbox the newest one in detail, null if there is none
 * @param containers by name, the newest first
 * @param sandboxOf the sandbox id of each container by its id
 */
record PodRuntime(
    List<PodSandbox> sandboxes,
    PodSandboxStatus sandbox,
    Map<String, List<ContainerStatus>> containers,
    Map<String, String> sandboxOf) {

  boolean sandboxReady() {
    return sandbox != null && sandbox.getState() == PodSandboxState.SANDBOX_READY;
  }

  /** The newest container of this name in any sandbox, or null. */
  ContainerStatus latest(String name) {
    List<ContainerStatus> all = containers.get(name);
    return all == null ? null : all.getFirst();
  }

  /** The newest container of this name in the newest sandbox, or null. */
  ContainerStatus current(String name) {
    ContainerStatus latest = latest(name);
    return latest != null && inCurrentSandbox(latest) ? latest : null;
  }

  boolean inCurrentSandbox(ContainerStatus status) {
    return sandbox != null && sandbox.getId().equals(sandboxOf.get(status.getId()));
  }

  /** All containers in the given state. */
  List<ContainerStatus> in(ContainerState state) {
    return containers.values().stream()
        .flatMap(List::stream)
        .filter(c -> c.getState() == state)
        .toList();
  }

  /** How often a container was started before its newest instance; -1 if it never was. */
  int restartCount(String name) {
    ContainerStatus latest = latest(name);
    return latest == null ? -1 : latest.getMetadata().getAttempt();
  }

  /** The pod's addresses, the primary one first. */
  List<String> ips() {
    List<String> ips = new ArrayList<>();
    if (sandbox != null && !sandbox.getNetwork().getIp().isEmpty()) {
      ips.add(sandbox.getNetwork().getIp());
      sandbox.getNetwork().getAdditionalIpsList().forEach(ip -> ips.add(ip.getIp()));
    }
    return ips;
  }

  /** Reads a pod's state; remembers containers that have ended, they do not change any more. */
  static final class Reader {

    private final RuntimeService runtime;
    private final Map<String, String> labels;
    private Map<String, ContainerStatus> ended = new HashMap<>();

    Reader(RuntimeService runtime, String podUid) {
      this.runtime = runtime;
      this.labels = Map.of(CriLabels.POD_UID, podUid);
    }

    PodRuntime read() {
      List<PodSandbox> sandboxes = new ArrayList<>(runtime.listPodSandbox(labels));
      sandboxes.sort(Comparator.comparingLong(PodSandbox::getCreatedAt).reversed());
      Map<String, List<ContainerStatus>> containers = new HashMap<>();
      Map<String, String> sandboxOf = new HashMap<>();
      Map<String, ContainerStatus> nowEnded = new HashMap<>();
      for (Container container : runtime.listContainers(labels)) {
        ContainerStatus status = ended.get(container.getId());
        if (status == null) {
          try {
            status = runtime.containerStatus(container.getId());
          } catch (CriException e) {
            if (e.notFound()) {
              continue;
            }
            throw e;
          }
        }
        if (status.getState() == ContainerState.CONTAINER_EXITED) {
          nowEnded.put(status.getId(), status);
        }
        sandboxOf.put(status.getId(), container.getPodSandboxId());
        containers
            .computeIfAbsent(status.getMetadata().getName(), name -> new ArrayList<>())
            .add(status);
      }
      ended = nowEnded;
      containers
          .values()
          .forEach(
              list ->
                  list.sort(Comparator.comparingLong(ContainerStatus::getCreatedAt).reversed()));
      return new PodRuntime(sandboxes, newest(sandboxes), containers, sandboxOf);
    }

    private PodSandboxStatus newest(List<PodSandbox> sandboxes) {
      try {
        return sandboxes.isEmpty() ? null : runtime.podSandboxStatus(sandboxes.getFirst().getId());
      } catch (CriException e) {
        if (e.notFound()) {
          return null;
        }
        throw e;
      }
    }
  }
}
