package dev.skiff.controlplane.resource.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.skiff.controlplane.resource.cel.CallEstimates.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The most that an expression can cost, whatever values it meets: declared limits of lists, maps
 * and texts bound the loops over them. For one expression, on one thread.
 */
public final class CostEstimator {
  private static final double LIST_COST = 10;
  private static final double MAP_COST = 30;

  private final CelAbstractSyntaxTree tree;
  private final Map<String, Part> scope = new HashMap<>();

  private CostEstimator(CelAbstractSyntaxTree tree) {
    this.tree = tree;
  }

  /**
   * The highest cost, in the units of {@link CelLimits}; infinite if nothing bounds it.
   *
   * @param variables what the variables are declared as
   */
  public static double highest(CelProgram program, Map<String, DeclaredType> variables) {
    CostEstimator estimator = new CostEstimator(program.tree());
    variables.forEach((name, type) -> estimator.scope.put(name, Part.of(type)));
    return estimator.part(program.tree().getExpr()).cost();
  }

  private Part part(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> constant(expr.constant());
      case IDENT -> identifier(expr);
      case SELECT -> select(expr.select());
      case CALL -> call(expr);
      case LIST -> list(expr.list());
      case MAP -> map(expr.map());
      case COMPREHENSION -> comprehension(expr.comprehension());
      default -> Part.scalar(0);
    };
  }

  private static Part constant(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE -> {
        String text = constant.stringValue();
        yield Part.sized(0, text.codePointCount(0, text.length()));
      }
      case BYTES_VALUE -> Part.sized(0, constant.bytesValue().size());
      default -> Part.scalar(0);
    };
  }

  private Part identifier(CelExpr expr) {
    String name = tree.getReference(expr.id()).map(CelReference::name).orElse(expr.ident().name());
    Part known = scope.get(name);
    return known == null ? byType(expr, 1) : known.costing(1);
  }

  /** A value of which only the type is known. */
  private Part byType(CelExpr expr, double cost) {
    CelKind kind = tree.getType(expr.id()).map(type -> type.kind()).orElse(CelKind.DYN);
    return switch (kind) {
      case STRING, BYTES, LIST, MAP, DYN, ANY, TYPE_PARAM, OPAQUE -> Part.unknown(cost);
      default -> Part.scalar(cost);
    };
  }

  private Part select(CelExpr.CelSelect select) {
    Part operand = part(select.operand());
    if (select.testOnly()) return Part.scalar(operand.cost());
    double cost = operand.cost() + 1;
    return operand
        .field(select.field())
        .map(field -> field.costing(cost))
        .orElse(Part.unknown(cost));
  }

  private Part list(CelExpr.CelList list) {
    double cost = LIST_COST;
    Part elements = list.elements().isEmpty() ? Part.scalar(0) : null;
    for (CelExpr element : list.elements()) {
      Part part = part(element);
      cost += part.cost();
      elements = elements == null ? part : elements.union(part);
    }
    return Part.collection(cost, list.elements().size(), elements);
  }

  private Part map(CelExpr.CelMap map) {
    double cost = MAP_COST;
    Part values = map.entries().isEmpty() ? Part.scalar(0) : null;
    for (CelExpr.CelMap.Entry entry : map.entries()) {
      Part value = part(entry.value());
      cost += part(entry.key()).cost() + value.cost();
      values = values == null ? value : values.union(value);
    }
    return Part.collection(cost, map.entries().size(), values);
  }

  private Part call(CelExpr expr) {
    CelExpr.CelCall call = expr.call();
    List<Part> arguments = new ArrayList<>();
    boolean target = call.target().isPresent() && !isNamespace(call.target().get(), call);
    if (target) arguments.add(part(call.target().get()));
    for (CelExpr argument : call.args()) arguments.add(part(argument));
    double cost = arguments.stream().mapToDouble(Part::cost).sum();
    String function = call.function();
    return switch (function) {
      case "_&&_", "_||_" -> Part.scalar(cost);
      case "_?:_", "_?_:_" -> {
        Part chosen = arguments.get(1).union(arguments.get(2));
        yield chosen.costing(
            arguments.get(0).cost() + Math.max(arguments.get(1).cost(), arguments.get(2).cost()));
      }
      case "dyn" -> arguments.getFirst().costing(cost + 1);
      case "_[_]", "_[?_]" -> {
        Optional<Part> element = arguments.getFirst().element();
        yield element.map(each -> each.costing(cost + 1)).orElse(Part.unknown(cost + 1));
      }
      case "_?._" -> {
        String field = call.args().getLast().constant().stringValue();
        yield arguments.getFirst().field(field).orElse(Part.unknown(0)).costing(cost + 1);
      }
      default -> {
        double price = CallEstimates.cost(function, arguments, target);
        Part result = CallEstimates.result(function, arguments).orElseGet(() -> byType(expr, 0));
        yield result.costing(cost + price);
      }
    };
  }

  private boolean isNamespace(CelExpr target, CelExpr.CelCall call) {
    return target.getKind() == CelExpr.ExprKind.Kind.IDENT
        && tree.getReference(target.id()).isEmpty()
        && !scope.containsKey(target.ident().name());
  }

  private Part comprehension(CelExpr.CelComprehension loop) {
    Part range = part(loop.iterRange());
    Part initial = part(loop.accuInit());
    Map<String, Part> before = new HashMap<>(scope);
    scope.put(loop.accuVar(), initial);
    boolean list =
        tree.getType(loop.iterRange().id()).map(type -> type.kind() == CelKind.LIST).orElse(false);
    Part value = range.element().orElse(Part.unknown(0));
    if (loop.iterVar2().isEmpty()) {
      scope.put(loop.iterVar(), list ? value : range.key());
    } else {
      scope.put(loop.iterVar(), list ? Part.scalar(0) : range.key());
      scope.put(loop.iterVar2(), value);
    }
    Part step = part(loop.loopStep());
    double round = part(loop.loopCondition()).cost() + step.cost();
    scope.remove(loop.iterVar());
    scope.remove(loop.iterVar2());
    double result = part(loop.result()).cost();
    scope.clear();
    scope.putAll(before);
    double cost = range.cost() + initial.cost() + result + Part.times(range.size(), round);
    return switch (loop.accuInit().getKind()) {
      case LIST, MAP -> Part.collection(cost, range.size(), step.element().orElse(Part.unknown(0)));
      case CONSTANT -> initial.costing(cost);
      default -> part(loop.result()).costing(cost);
    };
  }
}
