package dev.skiff.controlplane.resource;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions that users write, in RE2's syntax as upstream's: matching takes time linear
 * in the text, whatever the expression.
 */
public final class Re2 {
  /** As Go's; re2j has no limit, and a stack frame or more for each level. */
  private static final int NESTING = 1000;

  private Re2() {}

  /**
   * @throws PatternSyntaxException if it is none, or nests too deeply
   */
  public static Pattern compile(String expression) {
    if (nesting(expression) > NESTING) {
      throw new PatternSyntaxException("expression nests too deeply", expression);
    }
    return Pattern.compile(expression);
  }

  private static int nesting(String expression) {
    int depth = 0;
    int deepest = 0;
    boolean inClass = false;
    for (int i = 0; i < expression.length(); i++) {
      switch (expression.charAt(i)) {
        case '\\' -> i++;
        case '[' -> inClass = true;
        case ']' -> inClass = false;
        case '(' -> depth += inClass ? 0 : 1;
        case ')' -> depth -= inClass ? 0 : 1;
        default -> {}
      }
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }
}
