package dev.skiff.agent.pod;

import dev.skiff.agent.container.ConfigException;
import dev.skiff.agent.container.ContainerConfigs;
import dev.skiff.agent.container.Environment;
import dev.skiff.agent.container.LifecycleHooks.HookException;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.container.ServiceEnvironment;
import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.v1.ContainerConfig;
import dev.skiff.agent.cri.v1.Image;
import dev.skiff.agent.cri.v1.Mount;
import dev.skiff.agent.cri.v1.PodSandboxConfig;
import dev.skiff.agent.image.ImageException;
import dev.skiff.agent.volume.ContainerMounts;
import dev.skiff.agent.volume.Ownership;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Starts one container: image, configuration, create, start, postStart hook. Blocks. */
final class ContainerStarter {

  private static final Logger LOG = Logger.getLogger(ContainerStarter.class);
  private static final Duration KILL_GRACE = Duration.ofSeconds(2);

  private final PodServices shared;

  ContainerStarter(PodServices shared) {
    this.shared = shared;
  }

  /**
   * What has to be known of the pod to start a container in it.
   *
   * @param targetId the container whose processes an ephemeral container sees, or null
   */
  record Place(
      Pod pod,
      String sandboxId,
      PodSandboxConfig sandbox,
      List<String> podIps,
      Map<String, Path> volumes,
      String targetId) {}

  /** A container that could not be started; reason and message are those of its waiting state. */
  static final class StartException extends Exception {
    final String reason;

    StartException(String reason, String message) {
      super(message);
      this.reason = reason;
    }
  }

  /**
   * The key under which restarts of a container are counted for their back-off: one with another
   * image or other resources begins anew.
   */
  static String backOffKey(Pod pod, Container container) {
    return pod.getMetadata().getUid()
        + "/"
        + container.getName()
        + "/"
        + ContainerConfigs.hash(container)
        + "/"
        + container.getResources();
  }

  /** Starts the container and returns its id. */
  String start(Place place, Container container, int restartCount)
      throws StartException, InterruptedException {
    Pod pod = place.pod;
    Image image;
    try {
      image = shared.images().ensure(pod, container, place.sandbox);
    } catch (ImageException e) {
      event(place, container, EventRecorder.WARNING, "Failed", "Error: " + e.reason());
      throw new StartException(e.reason(), e.getMessage());
    }
    String id = create(place, container, restartCount, image);
    event(place, container, EventRecorder.NORMAL, "Created", "Container created");
    try {
      shared.runtime().startContainer(id);
    } catch (CriException e) {
      event(place, container, EventRecorder.WARNING, "Failed", "Error: " + e.getMessage());
      throw new StartException("RunContainerError", e.getMessage());
    }
    event(place, container, EventRecorder.NORMAL, "Started", "Container started");
    link(pod, container, restartCount, id);
    postStart(place, container, id);
    return id;
  }

  private String create(Place place, Container container, int restartCount, Image image)
      throws StartException, InterruptedException {
    Pod pod = place.pod;
    ContainerConfig config;
    try {
      Map<String, String> environment =
          Environment.of(
              pod,
              container,
              place.podIps,
              ServiceEnvironment.of(services(pod)),
              shared.node(),
              shared.config());
      List<Mount> mounts =
          new ArrayList<>(
              ContainerMounts.of(
                  pod, container, place.volumes, environment, shared.node(), shared.mounts()));
      addOwnMounts(place, container, mounts);
      config =
          ContainerConfigs.of(
              pod,
              container,
              new ContainerConfigs.Parts(restartCount, image, environment, mounts, place.targetId),
              shared.node());
      Path log = logDirectory(pod).resolve(container.getName());
      Files.createDirectories(log);
    } catch (ConfigException e) {
      event(place, container, EventRecorder.WARNING, "Failed", "Error: " + e.getMessage());
      throw new StartException(e.reason(), e.getMessage());
    } catch (IOException e) {
      event(place, container, EventRecorder.WARNING, "Failed", "Error: " + e.getMessage());
      throw new StartException("CreateContainerError", e.getMessage());
    }
    try {
      return shared.runtime().createContainer(place.sandboxId, config, place.sandbox);
    } catch (CriException e) {
      event(place, container, EventRecorder.WARNING, "Failed", "Error: " + e.getMessage());
      throw new StartException("CreateContainerError", e.getMessage());
    }
  }

  /** With enableServiceLinks all services of the namespace; the API server's always. */
  private List<Service> services(Pod pod) throws InterruptedException {
    String namespace = pod.getMetadata().getNamespace();
    List<Service> services = new ArrayList<>();
    if (!Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks())) {
      services.addAll(shared.services().services(namespace));
    }
    if (services.stream().noneMatch(ContainerStarter::isApiServer)) {
      shared.services().services("default").stream()
          .filter(ContainerStarter::isApiServer)
          .forEach(services::add);
    }
    return services;
  }

  private static boolean isApiServer(Service service) {
    return "kubernetes".equals(service.getMetadata().getName())
        && "default".equals(service.getMetadata().getNamespace());
  }

  /** /etc/hosts and the file for the termination message. */
  private void addOwnMounts(Place place, Container container, List<Mount> mounts)
      throws IOException {
    Path directory = shared.node().podDir(place.pod.getMetadata().getUid());
    if (mounts.stream().noneMatch(m -> m.getContainerPath().equals("/etc/hosts"))) {
      Path hosts = directory.resolve("etc-hosts");
      Files.createDirectories(directory);
      Files.writeString(hosts, HostNames.hosts(place.pod, place.podIps, shared.node()));
      Ownership.setMode(hosts, 0644);
      mounts.add(
          Mount.newBuilder().setContainerPath("/etc/hosts").setHostPath(hosts.toString()).build());
    }
    Path own = directory.resolve("containers").resolve(container.getName());
    Files.createDirectories(own);
    Path message = own.resolve(UUID.randomUUID().toString().substring(0, 8));
    Files.createFile(message);
    Ownership.setMode(message, 0666);
    mounts.add(
        Mount.newBuilder()
            .setContainerPath(ContainerConfigs.terminationMessagePath(container))
            .setHostPath(message.toString())
            .build());
  }

  private void postStart(Place place, Container container, String id)
      throws StartException, InterruptedException {
    var lifecycle = container.getLifecycle();
    if (lifecycle == null || lifecycle.getPostStart() == null) {
      return;
    }
    try {
      String ip = place.podIps.isEmpty() ? shared.node().nodeIp() : place.podIps.getFirst();
      shared.hooks().run(lifecycle.getPostStart(), container, id, ip);
    } catch (HookException e) {
      // Its output may hold secrets: it goes to the status only, not into an event.
      event(place, container, EventRecorder.WARNING, "FailedPostStartHook", "PostStartHook failed");
      event(place, container, EventRecorder.NORMAL, "Killing", "FailedPostStartHook");
      shared.runtime().stopContainer(id, KILL_GRACE);
      throw new StartException("PostStartHookError", e.getMessage());
    }
  }

  /** A link to the log below /var/log/containers, by which log collectors find pods. */
  private void link(Pod pod, Container container, int restartCount, String id) {
    Path log = logDirectory(pod).resolve(container.getName()).resolve(restartCount + ".log");
    Path link =
        shared
            .node()
            .containerLogsDir()
            .resolve(
                "%s_%s_%s-%s.log"
                    .formatted(
                        pod.getMetadata().getName(),
                        pod.getMetadata().getNamespace(),
                        container.getName(),
                        id));
    try {
      Files.createDirectories(link.getParent());
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, log);
    } catch (IOException e) {
      LOG.warnf("cannot link the log %s: %s", log, e.getMessage());
    }
  }

  private Path logDirectory(Pod pod) {
    var meta = pod.getMetadata();
    return shared.node().podLogDir(meta.getNamespace(), meta.getName(), meta.getUid());
  }

  private void event(Place place, Container container, String type, String reason, String message) {
    shared.events().event(PodContainers.reference(place.pod, container), type, reason, message);
  }
}
