package dev.skiff.controlplane.resource.cel.library;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelIssue;
import dev.cel.common.ast.CelExpr;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import java.util.List;
import java.util.Optional;

/** The macro {@code has}, which says what is wrong with its argument at the argument. */
public final class PresenceMacro implements CelLibrary {
  @Override
  public void addTo(Functions functions) {}

  @Override
  public List<CelMacro> macros() {
    return List.of(
        CelMacro.newGlobalMacro("has", 1, (factory, target, args) -> expand(factory, args)));
  }

  private static Optional<CelExpr> expand(
      CelMacroExprFactory factory, ImmutableList<CelExpr> arguments) {
    CelExpr argument = arguments.getFirst();
    boolean field = argument.getKind() == CelExpr.ExprKind.Kind.SELECT;
    return Optional.of(
        field
            ? factory.newSelect(argument.select().operand(), argument.select().field(), true)
            : factory.reportError(
                CelIssue.formatError(
                    factory.getSourceLocation(argument), "invalid argument to has() macro")));
  }
}
