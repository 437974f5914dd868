package dev.skiff.controlplane.resource.cel.estimate;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.List;

/**
 * A call of a function.
 *
 * @param written how it is written
 * @param overload which of the function's overloads it may turn out to be
 * @param target what it is a member of; null if of nothing
 */
record Call(CelExpr.CelCall written, String overload, Part target, List<Part> arguments) {
  String function() {
    return written.function();
  }

  /** The size of an argument; none has no size. */
  Size size(int argument) {
    return argument < arguments.size() ? arguments.get(argument).size() : Size.NOTHING;
  }

  /** A number that is written as an argument. */
  double number(int argument, double otherwise) {
    if (argument >= written.args().size()) return otherwise;
    CelExpr expr = written.args().get(argument);
    boolean number =
        expr.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expr.constant().getKind() == CelConstant.Kind.INT64_VALUE;
    return number ? Math.max(0, expr.constant().int64Value()) : otherwise;
  }
}
