package dev.skiff.agent.cri;

import dev.skiff.agent.cri.v1.AuthConfig;
import dev.skiff.agent.cri.v1.Image;
import dev.skiff.agent.cri.v1.PodSandboxConfig;
import java.util.List;

/** Images of the runtime, as CRI v1 defines them; errors as in {@link RuntimeService}. */
public interface ImageService {

  /** All images. */
  List<Image> listImages();

  /** One image by name or id, or null if the runtime does not have it. */
  Image imageStatus(String image);

  /**
   * Pulls an image.
   *
   * @param auth credentials, or null
   * @return a reference that names exactly this image
   */
  String pullImage(String image, AuthConfig auth, PodSandboxConfig sandbox);

  /** Removes an image; may be repeated. */
  void removeImage(String image);
}
