package dev.skiff.agent.image;

import dev.skiff.agent.container.BackOff;
import dev.skiff.agent.container.PodContainers;
import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.ImageService;
import dev.skiff.agent.cri.v1.AuthConfig;
import dev.skiff.agent.cri.v1.Image;
import dev.skiff.agent.cri.v1.PodSandboxConfig;
import dev.skiff.agent.pod.EventRecorder;
import dev.skiff.agent.volume.ConfigSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sees to it that a container's image is there, as its pull policy asks. Pulls that fail back off
 * per pod and image; one pull runs at a time, as an operator of a small machine wants it.
 */
public final class ImageManager {

  private static final Duration BACK_OFF_INITIAL = Duration.ofSeconds(10);
  private static final Duration BACK_OFF_MAX = Duration.ofSeconds(300);

  private final ImageService images;
  private final ConfigSource source;
  private final EventRecorder events;
  private final InstantSource clock;
  private final BackOff backOff = new BackOff(BACK_OFF_INITIAL, BACK_OFF_MAX);
  private final Map<String, Failure> failures = new HashMap<>();
  private final ReentrantLock pulling = new ReentrantLock(true);

  private record Failure(Instant at, String message) {}

  /** A manager of the runtime's images. */
  public ImageManager(
      ImageService images, ConfigSource source, EventRecorder events, InstantSource clock) {
    this.images = images;
    this.source = source;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Returns the image, pulled if need be; blocks meanwhile.
   *
   * @throws ImageException with the reason why the container has to wait
   */
  public Image ensure(Pod pod, Container container, PodSandboxConfig sandbox)
      throws ImageException, InterruptedException {
    ObjectReference about = PodContainers.reference(pod, container);
    ImageName name = parse(container, about);
    String policy = policy(container, name);
    if (!policy.equals("Always")) {
      Image present = inspect(name.full(), about);
      if (present != null) {
        events.event(
            about,
            EventRecorder.NORMAL,
            "Pulled",
            "Container image \"%s\" already present on machine and can be accessed by the pod"
                .formatted(container.getImage()));
        return present;
      }
      if (policy.equals("Never")) {
        String message =
            "Container image \"%s\" is not present with pull policy of Never"
                .formatted(container.getImage());
        events.event(about, EventRecorder.WARNING, "ErrImageNeverPull", message);
        throw new ImageException("ErrImageNeverPull", message);
      }
    }
    return pull(pod, container, name, sandbox, about);
  }

  /** When a pull of this image for this pod may be tried again, null for at once. */
  public synchronized Instant retryAt(Pod pod, Container container) {
    Failure last = failures.get(key(pod, container));
    return last == null ? null : backOff.until(key(pod, container), last.at, clock.instant());
  }

  private Image pull(
      Pod pod, Container container, ImageName name, PodSandboxConfig sandbox, ObjectReference about)
      throws ImageException, InterruptedException {
    String key = key(pod, container);
    String quoted = "\"" + container.getImage() + "\"";
    if (retryAt(pod, container) != null) {
      String message = "Back-off pulling image " + quoted;
      events.event(about, EventRecorder.NORMAL, "BackOff", message);
      throw new ImageException("ImagePullBackOff", message + ": ErrImagePull: " + lastMessage(key));
    }
    Instant asked = clock.instant();
    events.event(about, EventRecorder.NORMAL, "Pulling", "Pulling image " + quoted);
    pulling.lockInterruptibly();
    try {
      Instant begun = clock.instant();
      pullWithCredentials(pod, name, sandbox);
      Instant ended = clock.instant();
      Image image = inspect(name.full(), about);
      if (image == null) {
        throw new ImageException("ErrImagePull", "image " + quoted + " is gone after its pull");
      }
      forget(key);
      events.event(
          about,
          EventRecorder.NORMAL,
          "Pulled",
          "Successfully pulled image %s in %s (%s including waiting). Image size: %d bytes."
              .formatted(quoted, text(begun, ended), text(asked, ended), image.getSize()));
      return image;
    } catch (CriException e) {
      note(key, e.getMessage());
      events.event(
          about,
          EventRecorder.WARNING,
          "Failed",
          "Failed to pull image %s: %s".formatted(quoted, e.getMessage()));
      throw new ImageException("ErrImagePull", e.getMessage());
    } finally {
      pulling.unlock();
    }
  }

  private void pullWithCredentials(Pod pod, ImageName name, PodSandboxConfig sandbox) {
    List<AuthConfig> credentials = PullSecrets.lookup(secrets(pod), name);
    if (credentials.isEmpty()) {
      images.pullImage(name.full(), null, sandbox);
      return;
    }
    CriException last = null;
    for (AuthConfig auth : credentials) {
      try {
        images.pullImage(name.full(), auth, sandbox);
        return;
      } catch (CriException e) {
        last = e;
      }
    }
    throw last;
  }

  private List<Secret> secrets(Pod pod) {
    List<Secret> secrets = new ArrayList<>();
    List<LocalObjectReference> references = pod.getSpec().getImagePullSecrets();
    if (references == null) {
      return secrets;
    }
    List<String> missing = new ArrayList<>();
    for (LocalObjectReference reference : references) {
      try {
        Secret secret = source.secret(pod.getMetadata().getNamespace(), reference.getName());
        if (secret != null) {
          secrets.add(secret);
          continue;
        }
      } catch (IOException e) {
        // Told below together with those that do not exist.
      }
      missing.add(reference.getName());
    }
    if (!missing.isEmpty()) {
      events.event(
          PodContainers.reference(pod),
          EventRecorder.WARNING,
          "FailedToRetrieveImagePullSecret",
          "Unable to retrieve some image pull secrets (%s); attempting to pull the image may not succeed."
              .formatted(String.join(", ", missing)));
    }
    return secrets;
  }

  private Image inspect(String image, ObjectReference about) throws ImageException {
    try {
      return images.imageStatus(image);
    } catch (CriException e) {
      String message = "Failed to inspect image \"%s\": %s".formatted(image, e);
      events.event(about, EventRecorder.WARNING, "InspectFailed", message);
      throw new ImageException("ImageInspectError", message);
    }
  }

  private ImageName parse(Container container, ObjectReference about) throws ImageException {
    try {
      return ImageName.parse(container.getImage());
    } catch (IllegalArgumentException e) {
      String message =
          "Failed to apply default image tag \"%s\": %s"
              .formatted(container.getImage(), e.getMessage());
      events.event(about, EventRecorder.WARNING, "InspectFailed", message);
      throw new ImageException("InvalidImageName", message);
    }
  }

  /** The API server sets a policy; without one the default is the same here. */
  private static String policy(Container container, ImageName name) {
    String policy = container.getImagePullPolicy();
    if (policy != null && !policy.isEmpty()) {
      return policy;
    }
    return name.full().endsWith(":latest") ? "Always" : "IfNotPresent";
  }

  private synchronized String lastMessage(String key) {
    return failures.get(key).message;
  }

  private synchronized void note(String key, String message) {
    Instant now = clock.instant();
    failures.put(key, new Failure(now, message));
    backOff.next(key, now);
  }

  private synchronized void forget(String key) {
    failures.remove(key);
    backOff.reset(key);
  }

  /** Forgets what failed for a pod that is gone. */
  public synchronized void forgetPod(String uid) {
    failures.keySet().stream().filter(k -> k.startsWith(uid + "_")).toList().forEach(this::forget);
  }

  private static String key(Pod pod, Container container) {
    return pod.getMetadata().getUid() + "_" + container.getImage();
  }

  private static String text(Instant from, Instant to) {
    Duration duration = Duration.between(from, to);
    long millis = duration.toMillis();
    return millis < 1000 ? millis + "ms" : "%d.%03ds".formatted(millis / 1000, millis % 1000);
  }
}
