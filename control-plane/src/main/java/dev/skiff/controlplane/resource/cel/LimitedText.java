package dev.skiff.controlplane.resource.cel;

/** A text that a function puts together, no longer than {@link CelLimits#TEXT}. */
public final class LimitedText {
  private final StringBuilder text = new StringBuilder();

  /**
   * Appends.
   *
   * @throws CelCostException if the text becomes too long
   */
  public LimitedText append(String part) {
    return append(part, 0, part.length());
  }

  /** As {@link #append(String)} with a part of a text. */
  public LimitedText append(String part, int from, int to) {
    makeRoom(to - from);
    text.append(part, from, to);
    return this;
  }

  /** As {@link #append(String)} with a character. */
  public LimitedText append(char part) {
    makeRoom(1);
    text.append(part);
    return this;
  }

  private void makeRoom(int more) {
    if (text.length() + (long) more > CelLimits.TEXT) throw new CelCostException();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
