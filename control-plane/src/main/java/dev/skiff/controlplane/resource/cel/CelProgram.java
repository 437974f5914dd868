package dev.skiff.controlplane.resource.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;

/**
 * A compiled expression. Immutable; many threads may evaluate it at once.
 *
 * @param expression its text
 * @param outputType the type of its value
 * @param tree the checked syntax tree
 * @param root what is executed
 */
public record CelProgram(
    String expression, CelType outputType, CelAbstractSyntaxTree tree, Node root) {

  /**
   * A value and what it cost.
   *
   * @param value one of those that {@link Values} lists
   */
  public record Result(Object value, long cost) {}

  /** As {@link #evaluate(Variables, Cost)} for one evaluation with the usual limit. */
  public Result evaluate(Variables variables) {
    Cost cost = new Cost(CelLimits.PER_CALL);
    return new Result(evaluate(variables, cost), cost.spent());
  }

  /**
   * Evaluates the expression.
   *
   * @param cost counts what is spent, also if there is no value
   * @throws CelException if the expression has no value
   * @throws CelCostException if it costs more than it may
   */
  public Object evaluate(Variables variables, Cost cost) {
    try {
      return cost.count(() -> root.evaluate(new Frame(variables, cost)));
    } catch (CelException | CelCostException expected) {
      throw expected;
    } catch (RuntimeException unexpected) {
      // The request that is evaluated must not fail for it: what follows is decided elsewhere.
      throw new CelException("internal error: " + unexpected.getMessage());
    } catch (StackOverflowError deep) {
      throw new CelException("expression recursion limit exceeded");
    }
  }
}
