package dev.skiff.controlplane.resource.cel;

import dev.cel.common.types.CelType;
import java.util.function.Predicate;

/**
 * An expression that is compiled as far as that goes: its types are checked, then that of its
 * value, then a program is made.
 *
 * @param problem what is wrong
 * @param message upstream's about the problem; else empty
 * @param checked null if it is malformed
 * @param program null if something is wrong
 */
public record Compilation(
    Problem problem, String message, CheckedExpression checked, CelProgram program) {
  /** What may be wrong with an expression. */
  public enum Problem {
    NONE,
    /** Its syntax or its types. */
    MALFORMED,
    /** The type of its value is none that is wanted. */
    OTHER_TYPE,
    /** It is right in itself, but cannot be run. */
    IMPOSSIBLE
  }

  /**
   * Compiles.
   *
   * @param wanted which types the value may have
   */
  public static Compilation of(
      CelEnvironment environment, String expression, Predicate<CelType> wanted) {
    CheckedExpression checked;
    try {
      checked = environment.check(expression);
    } catch (CelCompileException malformed) {
      return new Compilation(Problem.MALFORMED, malformed.getMessage(), null, null);
    }
    if (!wanted.test(checked.outputType())) {
      return new Compilation(Problem.OTHER_TYPE, "", checked, null);
    }
    try {
      return new Compilation(Problem.NONE, "", checked, checked.program());
    } catch (CelCompileException impossible) {
      return new Compilation(Problem.IMPOSSIBLE, impossible.getMessage(), checked, null);
    }
  }
}
