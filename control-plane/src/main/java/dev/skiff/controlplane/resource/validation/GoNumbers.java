package dev.skiff.controlplane.resource.validation;

/** Numbers as Go reads them, with its words for what is none. */
public final class GoNumbers {
  private GoNumbers() {}

  /**
   * A number of 64 bits.
   *
   * @throws NumberFormatException as {@code strconv.ParseInt} has it
   */
  public static long parseInt(String text) {
    return parse("ParseInt", text);
  }

  /**
   * As {@link #parseInt} by another name.
   *
   * @throws NumberFormatException as {@code strconv.Atoi} has it
   */
  public static long atoi(String text) {
    return parse("Atoi", text);
  }

  private static long parse(String function, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException none) {
      String why = text.matches("[+-]?[0-9]+") ? "value out of range" : "invalid syntax";
      throw new NumberFormatException(
          "strconv." + function + ": parsing " + GoText.quote(text) + ": " + why);
    }
  }
}
