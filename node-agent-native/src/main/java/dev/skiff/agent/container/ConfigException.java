package dev.skiff.agent.container;

/**
 * A container that cannot be made as it is specified.
 *
 * <p>The reason becomes the reason of the container's waiting state.
 */
public final class ConfigException extends Exception {

  private final String reason;

  /** A reason such as CreateContainerConfigError, and why. */
  public ConfigException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A CreateContainerConfigError. */
  public static ConfigException config(String message) {
    return new ConfigException("CreateContainerConfigError", message);
  }

  /** The reason of the waiting state. */
  public String reason() {
    return reason;
  }
}
