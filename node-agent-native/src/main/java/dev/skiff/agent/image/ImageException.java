package dev.skiff.agent.image;

/** An image that cannot be had now; the reason becomes that of the container's waiting state. */
public final class ImageException extends Exception {

  private final String reason;

  /** A reason such as ErrImagePull, and why. */
  public ImageException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** ErrImagePull, ImagePullBackOff, ErrImageNeverPull, InvalidImageName or ImageInspectError. */
  public String reason() {
    return reason;
  }
}
