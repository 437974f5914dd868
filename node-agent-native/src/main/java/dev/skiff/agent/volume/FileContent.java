package dev.skiff.agent.volume;

import java.util.Arrays;

/**
 * A file of a volume.
 *
 * @param mode permission bits
 * @param owner the user id it belongs to; null leaves it to root
 */
public record FileContent(byte[] data, int mode, Integer owner) {

  /** A file of root. */
  public FileContent(byte[] data, int mode) {
    this(data, mode, null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FileContent(byte[] otherData, int otherMode, Integer otherOwner)
        && mode == otherMode
        && java.util.Objects.equals(owner, otherOwner)
        && Arrays.equals(data, otherData);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(data) * 31 + mode;
  }
}
