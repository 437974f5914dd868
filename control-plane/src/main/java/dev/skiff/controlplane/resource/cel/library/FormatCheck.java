package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.CelKind.BOOL;
import static dev.cel.common.types.CelKind.BYTES;
import static dev.cel.common.types.CelKind.DOUBLE;
import static dev.cel.common.types.CelKind.DURATION;
import static dev.cel.common.types.CelKind.INT;
import static dev.cel.common.types.CelKind.LIST;
import static dev.cel.common.types.CelKind.MAP;
import static dev.cel.common.types.CelKind.NULL_TYPE;
import static dev.cel.common.types.CelKind.STRING;
import static dev.cel.common.types.CelKind.TIMESTAMP;
import static dev.cel.common.types.CelKind.TYPE;
import static dev.cel.common.types.CelKind.UINT;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.LimitedText;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * What can be said of a call of {@code format} before it runs, if both the text and the list are
 * written there: as many arguments as the text asks for, of types that it can show.
 */
public final class FormatCheck {
  private static final Set<CelKind> WHOLE = Set.of(INT, UINT);
  private static final Set<CelKind> FLOATING = Set.of(DOUBLE, STRING);
  private static final Set<CelKind> BINARY = Set.of(INT, UINT, BOOL);
  private static final Set<CelKind> HEXADECIMAL = Set.of(INT, UINT, STRING, BYTES);
  private static final Set<CelKind> SHOWN =
      Set.of(
          LIST, MAP, INT, UINT, DOUBLE, BOOL, STRING, TIMESTAMP, BYTES, DURATION, TYPE, NULL_TYPE);

  private final CelAbstractSyntaxTree tree;
  private final List<CelExpr> arguments;
  private CelExpr wrong;

  private FormatCheck(CelAbstractSyntaxTree tree, List<CelExpr> arguments) {
    this.tree = tree;
    this.arguments = arguments;
  }

  /**
   * Checks a call.
   *
   * @param expr a call of {@code format}
   * @param report takes what is wrong, and with what
   */
  public static void check(
      CelAbstractSyntaxTree tree, CelExpr expr, BiConsumer<CelExpr, String> report) {
    CelExpr text = expr.call().target().orElse(null);
    boolean written =
        text != null
            && text.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && text.constant().getKind() == CelConstant.Kind.STRING_VALUE
            && expr.call().args().size() == 1
            && expr.call().args().getFirst().getKind() == CelExpr.ExprKind.Kind.LIST;
    if (!written) return;
    List<CelExpr> arguments = expr.call().args().getFirst().list().elements();
    FormatCheck check = new FormatCheck(tree, arguments);
    try {
      int asked =
          StringFormat.fill(
              text.constant().stringValue(), arguments.size(), new LimitedText(), check::fill);
      if (asked == arguments.size()) return;
      report.accept(
          expr,
          "too many arguments supplied to string.format (expected %d, got %d)"
              .formatted(asked, arguments.size()));
    } catch (CelException malformed) {
      report.accept(check.wrong == null ? expr : check.wrong, malformed.getMessage());
    }
  }

  private void fill(int argument, char kind, int precision) {
    CelExpr value = arguments.get(argument);
    switch (kind) {
      case 's' -> shown(value);
      case 'd', 'o' -> require(kind, value, WHOLE);
      case 'f', 'e' -> require(kind, value, FLOATING);
      case 'b' -> require(kind, value, BINARY);
      case 'x', 'X' -> require(kind, value, HEXADECIMAL);
      default -> throw StringFormat.unrecognized(kind);
    }
  }

  private void shown(CelExpr value) {
    require('s', value, SHOWN);
    switch (value.getKind()) {
      case LIST -> value.list().elements().forEach(this::shown);
      case MAP ->
          value.map().entries().stream()
              .flatMap(entry -> Stream.of(entry.key(), entry.value()))
              .forEach(this::shown);
      default -> {
        // Has nothing inside that is written here.
      }
    }
  }

  private void require(char clause, CelExpr value, Set<CelKind> kinds) {
    CelType type = tree.getType(value.id()).orElse(SimpleType.DYN);
    if (type.kind() == CelKind.DYN || kinds.contains(type.kind())) return;
    wrong = value;
    throw StringFormat.wrong(clause, type);
  }
}
