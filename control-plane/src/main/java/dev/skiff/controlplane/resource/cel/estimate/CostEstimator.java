package dev.skiff.controlplane.resource.cel.estimate;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.cel.CelProgram;
import dev.skiff.controlplane.resource.cel.Declaration;
import dev.skiff.controlplane.resource.cel.estimate.Part.Contents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The most that an expression can cost, whatever values it meets: declared limits of lists, maps
 * and texts bound the loops over them. For one expression, on one thread.
 *
 * <p>The estimate decides which definitions are accepted; so it is that of the API's contract,
 * cel-go's, to the last unit, also where that looks odd: what is taken out of values that a rule
 * makes has the place of the variable itself.
 */
public final class CostEstimator {
  private static final double NAME = 1;
  private static final double LIST = 10;
  private static final double MAP = 30;

  /** What loops of macros call their result. */
  private static final String ACCUMULATOR = "@result";

  private final CelAbstractSyntaxTree tree;
  private final Place root;
  private final Place inMade;
  private final Map<String, Variable> loops = new HashMap<>();

  /** What a loop declares. */
  private record Variable(Size size, Place place, Contents contents) {}

  private CostEstimator(CelAbstractSyntaxTree tree, Place root, Place inMade) {
    this.tree = tree;
    this.root = root;
    this.inMade = inMade;
  }

  /**
   * The highest cost, in the units of {@link dev.skiff.controlplane.resource.cel.CelLimits};
   * infinite if nothing bounds it.
   *
   * @param self what the variables are declared as
   */
  public static double highest(CelProgram program, Declaration self) {
    return highest(program, Place.of(self), Place.of(self));
  }

  /**
   * As {@link #highest} for expressions other than rules: of what is taken out of values that the
   * expression makes nothing is declared.
   *
   * @param variable what the only variable is declared as
   */
  public static double highestOfSelector(CelProgram program, Declaration variable) {
    return highest(program, Place.of(variable), Place.OUTSIDE);
  }

  private static double highest(CelProgram program, Place root, Place inMade) {
    CostEstimator estimator = new CostEstimator(program.tree(), root, inMade);
    return estimator.part(program.tree().getExpr()).cost();
  }

  private Part part(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> made(expr, 0, length(expr.constant()), null);
      case IDENT -> identifier(expr);
      case SELECT -> select(expr);
      case CALL -> call(expr);
      case LIST -> list(expr);
      case MAP -> map(expr);
      case COMPREHENSION -> isBinding(expr) ? binding(expr) : loop(expr);
      default -> made(expr, 0, Size.UNKNOWN, null);
    };
  }

  /** A part whose size follows from the expression. */
  private Part made(CelExpr expr, double cost, Size size, Contents contents) {
    return new Part(type(expr), cost, size, null, contents);
  }

  /** A part whose size the schema knows, or its type. */
  private Part placed(CelExpr expr, double cost, Place place, Variable variable) {
    CelType type = type(expr);
    Size size = Size.UNKNOWN;
    if (place != null && place.size() != null) size = place.size();
    else if (isScalar(type)) size = Size.ONE;
    else if (variable != null) size = variable.size;
    return new Part(type, cost, size, place, variable == null ? null : variable.contents);
  }

  private CelType type(CelExpr expr) {
    return tree.getType(expr.id()).orElse(SimpleType.DYN);
  }

  private static boolean isScalar(CelType type) {
    return switch (type.kind()) {
      case BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT -> true;
      case OPAQUE -> type.name().equals("optional_type") && isScalar(type.parameters().getFirst());
      default -> false;
    };
  }

  private static Size length(CelConstant constant) {
    return switch (constant.getKind()) {
      case STRING_VALUE -> {
        String text = constant.stringValue();
        yield Size.exactly(text.codePointCount(0, text.length()));
      }
      case BYTES_VALUE -> Size.exactly(constant.bytesValue().size());
      default -> Size.ONE;
    };
  }

  private Part identifier(CelExpr expr) {
    String name = tree.getReference(expr.id()).map(CelReference::name).orElse(expr.ident().name());
    Variable variable = loops.get(name);
    return placed(expr, NAME, variable == null ? root : variable.place, variable);
  }

  private Part select(CelExpr expr) {
    CelExpr.CelSelect select = expr.select();
    Part operand = part(select.operand());
    if (select.testOnly()) return made(expr, operand.cost(), Size.ONE, null);
    boolean charged =
        switch (operand.type().kind()) {
          case MAP, STRUCT, TYPE_PARAM -> true;
          default -> false;
        };
    Place place = operand.place() == null ? inMade : operand.place().field(select.field());
    return placed(expr, operand.cost() + (charged ? NAME : 0), place, null);
  }

  private Part list(CelExpr expr) {
    double cost = LIST;
    Size elements = null;
    for (CelExpr element : expr.list().elements()) {
      Part part = part(element);
      cost += part.cost();
      elements = either(elements, part.size());
    }
    Size count = Size.exactly(expr.list().elements().size());
    return made(expr, cost, count, new Contents(true, Size.ONE, orNothing(elements)));
  }

  private Part map(CelExpr expr) {
    double cost = MAP;
    Size keys = null;
    Size values = null;
    for (CelExpr.CelMap.Entry entry : expr.map().entries()) {
      Part key = part(entry.key());
      Part value = part(entry.value());
      cost += key.cost() + value.cost();
      keys = either(keys, key.size());
      values = either(values, value.size());
    }
    Size count = Size.exactly(expr.map().entries().size());
    return made(expr, cost, count, new Contents(false, orNothing(keys), orNothing(values)));
  }

  private static Size either(Size before, Size another) {
    return before == null ? another : before.or(another);
  }

  private static Size orNothing(Size size) {
    return size == null ? Size.NOTHING : size;
  }

  private Part call(CelExpr expr) {
    CelExpr.CelCall call = expr.call();
    Part target = null;
    if (call.target().isPresent() && !isNamespace(call.target().get())) {
      target = part(call.target().get());
    }
    List<Part> arguments = new ArrayList<>();
    for (CelExpr argument : call.args()) arguments.add(part(argument));
    double cost = arguments.stream().mapToDouble(Part::cost).sum();
    if (target != null) cost += target.cost();
    Part first = arguments.isEmpty() ? null : arguments.getFirst();
    return switch (call.function()) {
      case "_&&_", "_||_" -> made(expr, cost, Size.ONE, null);
      case "dyn" -> made(expr, cost + 1, first.size(), first.contents());
      case "_?_:_" -> {
        Part yes = arguments.get(1);
        Part no = arguments.get(2);
        double highest = first.cost() + Math.max(yes.cost(), no.cost());
        yield made(expr, highest, yes.size().or(no.size()), Contents.either(yes, no));
      }
      case "_[_]" -> element(expr, cost + 1, first);
      default -> function(expr, cost, target, arguments);
    };
  }

  /** A prefix of the function's name, such as {@code sets}, and no value. */
  private boolean isNamespace(CelExpr target) {
    return target.getKind() == CelExpr.ExprKind.Kind.IDENT
        && tree.getReference(target.id()).isEmpty()
        && !loops.containsKey(target.ident().name());
  }

  private List<String> overloads(CelExpr expr) {
    return tree.getReference(expr.id()).map(CelReference::overloadIds).orElseThrow();
  }

  private Part element(CelExpr expr, double cost, Part of) {
    boolean declared =
        overloads(expr).stream().anyMatch(id -> id.equals("index_list") || id.equals("index_map"));
    if (!declared) return placed(expr, cost, null, null);
    Part element = placed(expr, cost, inside(of, Place::elements), null);
    if (of.contents() == null) return element;
    return new Part(element.type(), cost, of.contents().values(), element.place(), null);
  }

  private Part function(CelExpr expr, double cost, Part target, List<Part> arguments) {
    Price price =
        overloads(expr).stream()
            .map(overload -> Prices.of(new Call(expr.call(), overload, target, arguments)))
            .reduce(Price::or)
            .orElseThrow();
    if (price.result() == null) return placed(expr, cost + price.cost(), null, null);
    boolean sum = expr.call().function().equals("_+_");
    Contents contents = sum ? Contents.either(arguments.get(0), arguments.get(1)) : null;
    return made(expr, cost + price.cost(), price.result(), contents);
  }

  private interface Step {
    Place from(Place place);
  }

  private Place inside(Part container, Step step) {
    return container.place() == null ? inMade : step.from(container.place());
  }

  /** {@code optMap} and {@code sortBy} name a value that way: a loop over nothing. */
  private static boolean isBinding(CelExpr expr) {
    CelExpr.CelComprehension loop = expr.comprehension();
    CelExpr condition = loop.loopCondition();
    return loop.iterRange().getKind() == CelExpr.ExprKind.Kind.LIST
        && loop.iterRange().list().elements().isEmpty()
        && condition.getKind() == CelExpr.ExprKind.Kind.CONSTANT
        && condition.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE
        && !condition.constant().booleanValue()
        && !loop.accuVar().equals(ACCUMULATOR);
  }

  private Part binding(CelExpr expr) {
    CelExpr.CelComprehension loop = expr.comprehension();
    Part range = part(loop.iterRange());
    Part bound = part(loop.accuInit());
    Map<String, Variable> outside = Map.copyOf(loops);
    loops.put(loop.accuVar(), new Variable(bound.size(), bound.place(), bound.contents()));
    Part result = part(loop.result());
    leave(outside);
    double cost = range.cost() + bound.cost() + result.cost();
    return made(expr, cost, result.size(), result.contents());
  }

  private void leave(Map<String, Variable> outside) {
    loops.clear();
    loops.putAll(outside);
  }

  private Part loop(CelExpr expr) {
    CelExpr.CelComprehension loop = expr.comprehension();
    Part range = part(loop.iterRange());
    Part initial = part(loop.accuInit());
    Map<String, Variable> outside = Map.copyOf(loops);
    loops.put(loop.accuVar(), new Variable(initial.size(), initial.place(), initial.contents()));
    declare(loop, range);
    Part step = part(loop.loopStep());
    double round = part(loop.loopCondition()).cost() + step.cost();
    loops.remove(loop.iterVar());
    loops.remove(loop.iterVar2());
    double result = part(loop.result()).cost();
    leave(outside);
    double cost = range.cost() + initial.cost() + result + Size.times(range.size().most(), round);
    return switch (loop.accuInit().getKind()) {
      case CONSTANT -> made(expr, cost, initial.size(), null);
      case LIST, MAP -> made(expr, cost, range.size(), step.contents());
      default -> placed(expr, cost, null, null);
    };
  }

  private void declare(CelExpr.CelComprehension loop, Part range) {
    Contents contents = range.contents();
    boolean list = contents == null ? range.type().kind() == CelKind.LIST : contents.list();
    Size keys = contents == null ? Size.UNKNOWN : contents.keys();
    Size values = contents == null ? Size.UNKNOWN : contents.values();
    Variable value = new Variable(values, inside(range, Place::elements), null);
    Variable key = new Variable(keys, inside(range, Place::keys), null);
    if (loop.iterVar2().isEmpty()) {
      loops.put(loop.iterVar(), list ? value : key);
    } else {
      loops.put(loop.iterVar(), key);
      loops.put(loop.iterVar2(), value);
    }
  }
}
