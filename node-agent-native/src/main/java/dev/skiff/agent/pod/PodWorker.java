package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.admission.Rejection;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.RestartRules;
import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.v1.ContainerState;
import dev.skiff.agent.cri.v1.ContainerStatus;
import dev.skiff.agent.probe.PodProbes;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Runs one pod from its arrival to its removal, on one virtual thread.
 *
 * <p>The thread sleeps until something happened (the pod's object changed, a container ended, a
 * probe changed its mind, a volume's source changed, a step was done, a moment has come), looks at
 * the whole of the pod in the runtime, and begins the next steps towards what the spec asks for.
 * Whatever takes time runs on threads of its own, which post their results.
 */
final class PodWorker {

  private static final Logger LOG = Logger.getLogger(PodWorker.class);
  private static final Duration RUNTIME_RETRY = Duration.ofSeconds(1);

  private enum Stage {
    RUNNING,
    STOPPING,
    STOPPED
  }

  private final PodServices shared;
  private final Mailbox mailbox = new Mailbox();
  private final PodRuntime.Reader reader;
  private final PodProbes probes;
  private final ExitWatch exits;
  private final PodSetUp setUp;
  private final PodSteps steps;
  private final PodResizer resizer;
  private final PodStatuses statuses;
  private final StatusSync statusSync;
  private final PodCleaner cleaner;
  private final RunningPod running;
  private final Runnable gone;

  /** As the API has it. */
  private Pod latest;

  /** With the resources that it was given. */
  private volatile Pod pod;

  private boolean admitted;
  private boolean removed;
  private volatile Stage stage = Stage.RUNNING;
  private final PodEnd end;
  private Instant wakeAt;

  /**
   * A worker that was not started.
   *
   * @param gone called on the worker's thread when nothing of the pod is left
   */
  PodWorker(Pod pod, PodServices shared, Runnable gone) {
    this.pod = pod;
    this.latest = pod;
    this.shared = shared;
    this.gone = gone;
    var meta = pod.getMetadata();
    reader = new PodRuntime.Reader(shared.runtime(), meta.getUid());
    probes = new PodProbes(shared.probes(), shared.events(), mailbox::wake);
    exits = new ExitWatch(shared, mailbox);
    setUp = new PodSetUp(shared, meta.getUid(), mailbox);
    steps = new PodSteps(shared, mailbox);
    resizer = new PodResizer(shared, mailbox, pod);
    statuses = new PodStatuses(pod, shared.node(), shared.runtimeName(), shared.clock().instant());
    statusSync =
        new StatusSync(
            shared.statusWriter(),
            meta.getNamespace(),
            meta.getName(),
            meta.getUid(),
            resizer.conditions().stream().map(ResizeCondition::type).toList(),
            mailbox::wake);
    cleaner = new PodCleaner(shared);
    running = new RunningPod(shared, probes, setUp, steps, resizer, cleaner, this::due);
    end = new PodEnd(shared, meta.getUid());
    probes.adopt(pod);
  }

  /**
   * Takes the pod over if an earlier run of the agent has let it in. Called before {@link #start},
   * and for all pods before the first is started: new ones get what these leave.
   *
   * @param hasSandbox whether the runtime has something of the pod
   */
  void adopt(boolean hasSandbox) {
    admitted = !terminal() && resizer.adopt(latest, hasSandbox);
  }

  void start() {
    Thread.ofVirtual().name("pod-" + pod.getMetadata().getName()).start(this::run);
  }

  /** The pod's object changed. */
  void set(Pod newer) {
    mailbox.post(
        () -> {
          latest = newer;
          setUp.invalidate();
        });
  }

  /** The pod's object is gone. */
  void remove() {
    mailbox.post(() -> removed = true);
  }

  /** The node runs out of something: the pod has to go. */
  void evict(String message) {
    mailbox.post(
        () -> {
          if (stage == Stage.RUNNING) {
            end.evict(pod, message);
          }
        });
  }

  /** Whether the pod ends, or has ended. */
  boolean ends() {
    return stage != Stage.RUNNING;
  }

  /** The pod as it was last set, with the resources that it was given. */
  Pod pod() {
    return pod;
  }

  private void run() {
    try {
      while (true) {
        try {
          if (sync()) {
            gone.run();
            return;
          }
        } catch (CriException e) {
          LOG.debugf("pod %s: %s", PodContainers.format(pod), e);
          due(shared.clock().instant().plus(RUNTIME_RETRY));
        } catch (RuntimeException e) {
          LOG.errorf(e, "pod %s", PodContainers.format(pod));
          due(shared.clock().instant().plus(RUNTIME_RETRY));
        }
        mailbox.await(wakeAt, shared.clock().instant());
        wakeAt = null;
      }
    } catch (InterruptedException e) {
      LOG.debugf("pod %s: interrupted", PodContainers.format(pod));
    }
  }

  /** Returns whether the pod is gone. */
  private boolean sync() {
    Instant now = shared.clock().instant();
    PodRuntime runtime = reader.read();
    due(exits.update(runtime, now));
    pod = admitted ? resizer.apply(latest) : latest;
    if (stage == Stage.RUNNING && (mustEnd(now) || !admit())) {
      stop();
    }
    if (stage == Stage.RUNNING && !running.advance(pod, runtime, now)) {
      stop();
    }
    if (stage == Stage.STOPPING && stopped(runtime, now)) {
      // Before the API knows, or the scheduler could send somebody who does not fit yet.
      shared.admission().release(pod.getMetadata().getUid());
      report(runtime, now, true);
      tearDown();
      stage = Stage.STOPPED;
    } else if (stage != Stage.STOPPED) {
      report(runtime, now, false);
    }
    return stage == Stage.STOPPED && finish();
  }

  /** Whether the pod may run here: lets it in when it comes, and resizes it when it can. */
  private boolean admit() {
    if (!admitted) {
      Rejection rejection = resizer.admit(latest);
      if (rejection != null) {
        end.reject(pod, rejection);
        return false;
      }
      admitted = true;
    }
    pod = resizer.allocate(latest, shared.clock().instant());
    return true;
  }

  /** Whether the pod has to end, whatever its containers do. */
  private boolean mustEnd(Instant now) {
    if (removed || pod.getMetadata().getDeletionTimestamp() != null || terminal()) {
      return true;
    }
    due(end.deadline(pod, statuses.startTime(), now));
    return end.failure() != null;
  }

  private void stop() {
    stage = Stage.STOPPING;
    probes.stopRestarting();
    steps.interruptStarts();
  }

  /** Goes on stopping; returns whether nothing runs any more. */
  private boolean stopped(PodRuntime runtime, Instant now) {
    boolean left =
        runtime.sandboxReady() || !runtime.in(ContainerState.CONTAINER_RUNNING).isEmpty();
    if (left) {
      due(setUp.refresh(pod, runtime.ips(), now));
      due(steps.stopAll(pod, runtime, end.grace(pod), now));
    }
    return !left && steps.idle();
  }

  private void tearDown() {
    probes.retain(Set.of());
    setUp.tearDown();
    PodCgroup.remove(pod.getMetadata().getUid());
    shared.images().forgetPod(pod.getMetadata().getUid());
    if (end.evicted()) {
      makeRoom();
    }
  }

  /** What the containers have written is what the node may have run out of. */
  private void makeRoom() {
    try {
      cleaner.removeAll(pod);
    } catch (CriException e) {
      LOG.warnf("not all of pod %s is removed: %s", PodContainers.format(pod), e);
    }
  }

  /** After the end: the last status, the deletion of the object, then what is left on the node. */
  private boolean finish() {
    if (removed) {
      end.told();
      statusSync.close();
      cleaner.removeAll(pod);
      return true;
    }
    if (statusSync.written()) {
      end.told();
    }
    if (pod.getMetadata().getDeletionTimestamp() != null && statusSync.written()) {
      statusSync.delete();
    }
    return false;
  }

  private void report(PodRuntime runtime, Instant now, boolean ended) {
    Map<String, Waiting> shown = new HashMap<>(running.waiting());
    shown.keySet().removeIf(name -> staysEnded(runtime, name));
    var moment =
        new ContainerStatuses.Moment(
            pod,
            runtime,
            steps.starts(),
            shown,
            probes,
            stage != Stage.RUNNING,
            resizer.conditions());
    ObjectNode status =
        end.rejected()
            ? statuses.rejected(pod, end.failure())
            : statuses.describe(moment, ended, end.failure(), now);
    if (!terminal()) {
      statusSync.submit(status);
    } else if (ended) {
      statusSync.alreadyWritten(status);
    }
  }

  /** A container that is not started again does not wait, even if its start failed. */
  private boolean staysEnded(PodRuntime runtime, String name) {
    ContainerStatus latest = runtime.latest(name);
    return latest != null
        && latest.getState() == ContainerState.CONTAINER_EXITED
        && !RestartRules.restarts(pod, PodContainers.named(pod, name), latest.getExitCode());
  }

  /** The API has the pod as ended: its status is final. */
  private boolean terminal() {
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  /** Looks again at this moment, if not earlier; null changes nothing. */
  private void due(Instant moment) {
    if (moment != null && (wakeAt == null || moment.isBefore(wakeAt))) {
      wakeAt = moment;
    }
  }
}
