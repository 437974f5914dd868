package dev.skiff.agent.pod;

import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.cri.v1.PodSandbox;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;

/** Makes a pod's sandbox, after what is left of an earlier one was stopped. Blocks. */
final class SandboxStarter {

  private final PodServices shared;

  SandboxStarter(PodServices shared) {
    this.shared = shared;
  }

  /** Makes it; false when it failed, which an event tells. */
  boolean start(Pod pod, PodRuntime runtime) {
    var about = PodContainers.reference(pod);
    try {
      if (Boolean.FALSE.equals(pod.getSpec().getHostUsers())) {
        throw new IOException("this node has no user namespaces for pods (hostUsers: false)");
      }
      int attempt = 0;
      if (!runtime.sandboxes().isEmpty()) {
        attempt = runtime.sandboxes().getFirst().getMetadata().getAttempt() + 1;
        shared
            .events()
            .event(
                about,
                EventRecorder.NORMAL,
                "SandboxChanged",
                "Pod sandbox changed, it will be killed and re-created.");
        for (PodSandbox old : runtime.sandboxes()) {
          shared.runtime().stopPodSandbox(old.getId());
        }
      }
      var meta = pod.getMetadata();
      Files.createDirectories(
          shared.node().podLogDir(meta.getNamespace(), meta.getName(), meta.getUid()));
      PodCgroup.create(pod, shared.cgroups());
      shared
          .runtime()
          .runPodSandbox(SandboxConfigs.of(pod, attempt, shared.node()), runtimeHandler(pod));
      return true;
    } catch (IOException | RuntimeException e) {
      shared
          .events()
          .event(
              about,
              EventRecorder.WARNING,
              "FailedCreatePodSandBox",
              "Failed to create pod sandbox: " + e);
      return false;
    }
  }

  /** The handler is named as the RuntimeClass: a class of another name needs the API to resolve. */
  private static String runtimeHandler(Pod pod) {
    String name = pod.getSpec().getRuntimeClassName();
    return name == null ? "" : name;
  }
}
