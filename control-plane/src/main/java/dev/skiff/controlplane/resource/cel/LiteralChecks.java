package dev.skiff.controlplane.resource.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExprVisitor;
import java.util.ArrayList;
import java.util.List;

/** Durations, times and patterns that are written in an expression must be well formed. */
final class LiteralChecks extends CelExprVisitor {
  private final CelAbstractSyntaxTree tree;
  private final List<String> errors = new ArrayList<>();

  private LiteralChecks(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  /**
   * @throws CelCompileException if one is not
   */
  static void check(CelAbstractSyntaxTree tree) throws CelCompileException {
    LiteralChecks checks = new LiteralChecks(tree);
    checks.visit(tree);
    if (!checks.errors.isEmpty()) throw new CelCompileException(String.join("\n", checks.errors));
  }

  @Override
  protected void visit(CelExpr expr, CelExpr.CelCall call) {
    if (!call.args().isEmpty()) {
      switch (call.function()) {
        case "duration" -> check(call, "duration", Times::duration);
        case "timestamp" -> check(call, "timestamp", Times::timestamp);
        case "matches" -> check(call, "matches", StandardFunctions::pattern);
        default -> {}
      }
    }
    super.visit(expr, call);
  }

  private interface Reader {
    Object read(String text);
  }

  private void check(CelExpr.CelCall call, String function, Reader reader) {
    CelExpr argument = call.args().getLast();
    boolean text =
        argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && argument.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    if (!text) return;
    try {
      reader.read(argument.constant().stringValue());
    } catch (CelException _) {
      CelSourceLocation location =
          tree.getSource().getOffsetLocation(offset(argument)).orElse(CelSourceLocation.NONE);
      errors.add(
          CelIssue.formatError(argument.id(), location, "invalid " + function + " argument")
              .toDisplayString(tree.getSource()));
    }
  }

  private int offset(CelExpr expr) {
    return tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
  }
}
