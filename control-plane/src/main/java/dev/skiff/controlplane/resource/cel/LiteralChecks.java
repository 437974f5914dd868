package dev.skiff.controlplane.resource.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExprVisitor;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.skiff.controlplane.resource.cel.library.FormatCheck;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Durations, times and patterns that are written in an expression must be well formed, and the
 * elements of lists and maps of one type; those of {@code format} are what their text asks for.
 */
final class LiteralChecks extends CelExprVisitor {
  private final CelAbstractSyntaxTree tree;
  private final List<String> errors = new ArrayList<>();
  private int formatting;

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
        case "duration" -> check(call, "duration", Conversions::toDuration);
        case "timestamp" -> check(call, "timestamp", Conversions::toTimestamp);
        case "matches" ->
            check(call, "matches", text -> StandardFunctions.pattern(StandardFunctions.text(text)));
        default -> {}
      }
    }
    boolean format = call.function().equals("format");
    if (format) FormatCheck.check(tree, expr, this::report);
    formatting += format ? 1 : 0;
    super.visit(expr, call);
    formatting -= format ? 1 : 0;
  }

  @Override
  protected void visit(CelExpr expr, CelExpr.CelList list) {
    sameTypes(list.elements(), Set.copyOf(list.optionalIndices()));
    super.visit(expr, list);
  }

  @Override
  protected void visit(CelExpr expr, CelExpr.CelMap map) {
    Set<Integer> optional = new HashSet<>();
    for (int i = 0; i < map.entries().size(); i++) {
      if (map.entries().get(i).optionalEntry()) optional.add(i);
    }
    sameTypes(map.entries().stream().map(CelExpr.CelMap.Entry::key).toList(), Set.of());
    sameTypes(map.entries().stream().map(CelExpr.CelMap.Entry::value).toList(), optional);
    super.visit(expr, map);
  }

  private void sameTypes(List<CelExpr> elements, Set<Integer> optional) {
    if (formatting > 0) return;
    String first = null;
    for (int i = 0; i < elements.size(); i++) {
      CelType type = tree.getTypeOrThrow(elements.get(i).id());
      if (optional.contains(i) && !type.parameters().isEmpty()) type = type.parameters().getFirst();
      String name = Issues.typeNames(CelTypes.format(type));
      if (first == null) first = name;
      if (name.equals(first)) continue;
      report(elements.get(i), "expected type '%s' but found '%s'".formatted(first, name));
      return;
    }
  }

  private interface Reader {
    Object read(Object value);
  }

  private void check(CelExpr.CelCall call, String function, Reader reader) {
    CelExpr argument = call.args().getLast();
    if (argument.getKind() != CelExpr.ExprKind.Kind.CONSTANT) return;
    try {
      reader.read(Constant.of(argument.constant()).value());
    } catch (CelException _) {
      report(argument, "invalid " + function + " argument");
    }
  }

  private void report(CelExpr expr, String message) {
    CelSourceLocation location =
        tree.getSource().getOffsetLocation(offset(expr)).orElse(CelSourceLocation.NONE);
    errors.add(
        CelIssue.formatError(expr.id(), location, message).toDisplayString(tree.getSource()));
  }

  private int offset(CelExpr expr) {
    return tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
  }
}
