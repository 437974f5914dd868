package dev.skiff.agent.volume;

/** A volume that cannot be had now; the message is shown to the user in an event. */
public final class VolumeException extends Exception {

  /** Why not. */
  public VolumeException(String message) {
    super(message);
  }

  /** Why not, and what was the cause. */
  public VolumeException(String message, Throwable cause) {
    super(message, cause);
  }
}
