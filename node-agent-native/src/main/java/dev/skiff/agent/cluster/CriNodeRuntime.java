package dev.skiff.agent.cluster;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.ImageService;
import dev.skiff.agent.cri.RuntimeService;
import dev.skiff.agent.cri.v1.Image;
import dev.skiff.agent.cri.v1.RuntimeCondition;
import dev.skiff.agent.cri.v1.VersionResponse;
import dev.skiff.agent.node.NodeRuntime;
import io.fabric8.kubernetes.api.model.ContainerImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the node reports of a runtime that speaks CRI. */
public final class CriNodeRuntime implements NodeRuntime {

  /** As many images as a Node lists, see the kubelet's nodeStatusMaxImages. */
  private static final int MAX_IMAGES = 50;

  private static final int NETWORK_ATTEMPTS = 100;
  private static final int NETWORK_ATTEMPT_MILLIS = 20;

  private final RuntimeService runtime;
  private final ImageService images;

  public CriNodeRuntime(RuntimeService runtime, ImageService images) {
    this.runtime = runtime;
    this.images = images;
  }

  @Override
  public String version() {
    try {
      VersionResponse version = runtime.version();
      return version.getRuntimeName() + "://" + version.getRuntimeVersion().replaceFirst("^v", "");
    } catch (CriException e) {
      return "";
    }
  }

  @Override
  public String problem() {
    List<String> problems = new ArrayList<>();
    try {
      for (RuntimeCondition condition : runtime.status().getConditionsList()) {
        if (!condition.getStatus()) {
          problems.add(
              (condition.getType().equals("NetworkReady")
                      ? "container runtime network not ready: "
                      : "container runtime not ready: ")
                  + "%s=false reason:%s message:%s"
                      .formatted(
                          condition.getType(), condition.getReason(), condition.getMessage()));
        }
      }
    } catch (CriException e) {
      problems.add("container runtime is down: " + e.getMessage());
    }
    return String.join(", ", problems);
  }

  /**
   * Waits until the runtime has taken in the network's configuration. It reads the file within
   * milliseconds after it was written, but CRI has no event that says so.
   */
  void awaitNetwork() throws InterruptedException {
    for (int attempt = 0; attempt < NETWORK_ATTEMPTS && !problem().isEmpty(); attempt++) {
      Thread.sleep(NETWORK_ATTEMPT_MILLIS);
    }
  }

  @Override
  public List<ContainerImage> images() {
    try {
      return images.listImages().stream()
          .sorted(Comparator.comparingLong(Image::getSize).reversed())
          .limit(MAX_IMAGES)
          .map(CriNodeRuntime::image)
          .toList();
    } catch (CriException e) {
      return List.of();
    }
  }

  private static ContainerImage image(Image image) {
    List<String> names = new ArrayList<>(image.getRepoDigestsList());
    names.addAll(image.getRepoTagsList());
    return new ContainerImage(names, image.getSize());
  }
}
