package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.TerminationMessages;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import dev.skiff.agent.probe.ProbeResults;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Describes containers as a pod's status does. Used by the pod's worker alone. */
final class ContainerStatuses {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String runtimeName;

  /** Messages of ended containers by id: their files are gone when the pod is torn down. */
  private final Map<String, String> messages = new HashMap<>();

  ContainerStatuses(String runtimeName) {
    this.runtimeName = runtimeName;
  }

  /**
   * The moment to describe.
   *
   * @param starting containers that are being started
   * @param waiting why containers are not started
   * @param terminating the pod ends: nothing is ready or restarted any more
   * @param resize the conditions of a resize
   */
  record Moment(
      Pod pod,
      PodRuntime runtime,
      Set<String> starting,
      Map<String, Waiting> waiting,
      ProbeResults probes,
      boolean terminating,
      List<ResizeCondition> resize) {}

  /** Forgets what the runtime has no more. */
  void retain(PodRuntime runtime) {
    messages.keySet().retainAll(runtime.sandboxOf().keySet());
  }

  /** The status of one container. */
  ObjectNode describe(Moment moment, Container container) {
    PodRuntime runtime = moment.runtime;
    String name = container.getName();
    ContainerStatus latest = runtime.latest(name);
    ContainerStatus current = runtime.current(name);
    boolean sidecar = PodContainers.isSidecar(moment.pod, container);
    boolean init = PodContainers.isInit(moment.pod, container) && !sidecar;
    ObjectNode status = JSON.objectNode();
    status.put("name", name);
    status.put("image", latest == null ? container.getImage() : latest.getImage().getImage());
    status.put("imageID", latest == null ? "" : latest.getImageRef());
    status.put("restartCount", Math.max(0, runtime.restartCount(name)));
    if (latest != null) {
      status.put("containerID", runtimeName + "://" + latest.getId());
    }
    boolean running = current != null && current.getState() == ContainerState.CONTAINER_RUNNING;
    boolean started = running && startedUp(moment, container, current, init);
    boolean ready =
        init
            ? latest != null
                && latest.getState() == ContainerState.CONTAINER_EXITED
                && latest.getExitCode() == 0
            : started && moment.probes.ready(container, current.getId());
    status.put("ready", ready);
    status.put("started", started);
    state(moment, container, latest, current, status);
    ContainerResourceStatus.describe(container, current, status);
    volumeMounts(container, status);
    return status;
  }

  private boolean startedUp(
      Moment moment, Container container, ContainerStatus current, boolean init) {
    if (init) {
      return false;
    }
    // A container that is being started while it runs has its postStart hook at work.
    return (!moment.starting.contains(container.getName()) || moment.terminating)
        && moment.probes.started(container, current.getId());
  }

  private void state(
      Moment moment,
      Container container,
      ContainerStatus latest,
      ContainerStatus current,
      ObjectNode status) {
    Waiting why = moment.waiting.get(container.getName());
    boolean ended = latest != null && latest.getState() == ContainerState.CONTAINER_EXITED;
    ObjectNode last = status.putObject("lastState");
    if (current != null && current.getState() == ContainerState.CONTAINER_RUNNING) {
      status
          .putObject("state")
          .putObject("running")
          .put("startedAt", Times.format(current.getStartedAt()));
      terminated(previous(moment.runtime, container), last);
    } else if (ended && (moment.terminating || why == null)) {
      terminated(latest, status.putObject("state"));
      terminated(previous(moment.runtime, container), last);
    } else {
      ObjectNode waiting = status.putObject("state").putObject("waiting");
      waiting.put("reason", why == null ? defaultReason(moment.pod) : why.reason());
      if (why != null && why.message() != null) {
        waiting.put("message", why.message());
      }
      terminated(ended ? latest : previous(moment.runtime, container), last);
    }
  }

  private static String defaultReason(Pod pod) {
    return PodContainers.init(pod).isEmpty() ? "ContainerCreating" : "PodInitializing";
  }

  private static ContainerStatus previous(PodRuntime runtime, Container container) {
    List<ContainerStatus> all = runtime.containers().get(container.getName());
    return all == null || all.size() < 2 ? null : all.get(1);
  }

  private void terminated(ContainerStatus status, ObjectNode parent) {
    if (status == null || status.getState() != ContainerState.CONTAINER_EXITED) {
      return;
    }
    ObjectNode node = parent.putObject("terminated");
    node.put("exitCode", status.getExitCode());
    String reason = status.getReason();
    node.put(
        "reason", !reason.isEmpty() ? reason : status.getExitCode() == 0 ? "Completed" : "Error");
    String message =
        messages.computeIfAbsent(status.getId(), id -> TerminationMessages.read(status));
    if (!message.isEmpty()) {
      node.put("message", message);
    }
    node.put("startedAt", Times.format(status.getStartedAt()));
    node.put("finishedAt", Times.format(status.getFinishedAt()));
    node.put("containerID", runtimeName + "://" + status.getId());
  }

  private static void volumeMounts(Container container, ObjectNode status) {
    List<VolumeMount> mounts = container.getVolumeMounts();
    if (mounts == null || mounts.isEmpty()) {
      return;
    }
    ArrayNode array = status.putArray("volumeMounts");
    for (VolumeMount mount : mounts) {
      ObjectNode node = array.addObject();
      node.put("name", mount.getName());
      node.put("mountPath", mount.getMountPath());
      if (Boolean.TRUE.equals(mount.getReadOnly())) {
        node.put("readOnly", true);
        node.put("recursiveReadOnly", "Disabled");
      }
    }
  }
}
