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

/** The macro {@code cel.bind}, which names a value that is used more than once. */
public final class BindingMacro implements CelLibrary {
  private static final String NAMESPACE = "cel";
  private static final String UNUSED = "#unused";

  @Override
  public void addTo(Functions functions) {}

  @Override
  public List<CelMacro> macros() {
    return List.of(CelMacro.newReceiverMacro("bind", 3, BindingMacro::expand));
  }

  /** A loop over nothing, whose result is what is made of the value. */
  private static Optional<CelExpr> expand(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> arguments) {
    boolean ours =
        target.getKind() == CelExpr.ExprKind.Kind.IDENT && target.ident().name().equals(NAMESPACE);
    if (!ours) return Optional.empty();
    if (arguments.getFirst().getKind() != CelExpr.ExprKind.Kind.IDENT) {
      return Optional.of(
          factory.reportError(
              CelIssue.formatError(
                  factory.getSourceLocation(arguments.getFirst()),
                  "cel.bind() variable names must be simple identifiers")));
    }
    String name = arguments.getFirst().ident().name();
    return Optional.of(
        factory.fold(
            UNUSED,
            factory.newList(),
            name,
            arguments.get(1),
            factory.newBoolLiteral(false),
            factory.newIdentifier(name),
            arguments.get(2)));
  }
}
