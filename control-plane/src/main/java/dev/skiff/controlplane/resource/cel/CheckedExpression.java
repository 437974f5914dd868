package dev.skiff.controlplane.resource.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;

/**
 * An expression whose types are right. Whether it can be run shows when its program is made.
 *
 * @param expression its text
 * @param tree the checked syntax tree
 */
public record CheckedExpression(String expression, CelAbstractSyntaxTree tree) {
  /** The type of its value. */
  public CelType outputType() {
    return tree.getResultType();
  }

  /**
   * Makes what can be run: constants are converted, and patterns compiled, now.
   *
   * @throws CelCompileException if that is impossible; with upstream's message
   */
  public CelProgram program() throws CelCompileException {
    try {
      Node root = new Planner(tree, Libraries.functions()).plan();
      return new CelProgram(expression, outputType(), tree, root);
    } catch (CelException impossible) {
      throw new CelCompileException(impossible.getMessage());
    }
  }
}
