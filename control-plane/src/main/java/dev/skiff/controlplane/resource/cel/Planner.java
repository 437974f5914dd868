package dev.skiff.controlplane.resource.cel;

import com.google.re2j.Pattern;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns a checked syntax tree into steps that can be run. The interpreter is our own because limits
 * are counted in units of upstream's interpreter, and because values stay the JSON trees they are;
 * dev.cel's counts nothing.
 */
final class Planner {
  private static final int NAME_COST = 1;
  private static final int LIST_COST = 10;
  private static final int MAP_COST = 30;

  /**
   * Functions that make texts that may be longer than what they cost; join is paid for only when
   * its text is there.
   */
  private static final Set<String> MAKERS = Set.of("_+_", "format", "join", "replace");

  private static final Set<String> ACCESS = Set.of("_[_]", "_?._", "_[?_]");
  private static final Set<String> CONVERSIONS =
      Set.of(
          "bool",
          "bytes",
          "double",
          "duration",
          "dyn",
          "int",
          "string",
          "timestamp",
          "type",
          "uint");

  private final CelAbstractSyntaxTree tree;
  private final Functions functions;

  /** Variables of the loops around what is planned. */
  private final Deque<String> loops = new ArrayDeque<>();

  Planner(CelAbstractSyntaxTree tree, Functions functions) {
    this.tree = tree;
    this.functions = functions;
  }

  /**
   * @throws CelException if a constant cannot be converted, or is no pattern where one is wanted
   */
  Node plan() {
    return plan(tree.getExpr());
  }

  private Node plan(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT -> Constant.of(expr.constant());
      case IDENT -> identifier(expr, expr.ident().name());
      case SELECT -> select(expr);
      case CALL -> call(expr);
      case LIST -> list(expr.list());
      case MAP -> map(expr.map());
      case COMPREHENSION -> loop(expr.comprehension());
      default -> throw new IllegalArgumentException("no such expression: " + expr.getKind());
    };
  }

  private Node loop(CelExpr.CelComprehension loop) {
    List<String> variables = List.of(loop.iterVar(), loop.iterVar2(), loop.accuVar());
    variables.forEach(loops::push);
    Node planned = new Comprehension(loop, this::plan);
    variables.forEach(_ -> loops.pop());
    return planned;
  }

  /** The type of that name; null if it is the name of something else. */
  private CelType type(String name) {
    return loops.contains(name) ? null : functions.type(name);
  }

  private Node identifier(CelExpr expr, String written) {
    String name = tree.getReference(expr.id()).map(CelReference::name).orElse(written);
    CelType type = type(name);
    if (type != null) return new Constant(type);
    return frame -> {
      frame.cost().add(NAME_COST);
      Object value = frame.find(name);
      if (value == null) throw new CelException("no such attribute(s): " + name);
      if (value instanceof CelException failed) throw failed;
      return value;
    };
  }

  /** A name with dots is one variable where the checker says so. */
  private Node select(CelExpr expr) {
    if (tree.getReference(expr.id()).isPresent()) return identifier(expr, "");
    CelExpr.CelSelect select = expr.select();
    String field = select.field();
    Node operand = operand(select.operand());
    if (select.testOnly()) return frame -> Access.has(operand.evaluate(frame), field);
    return frame -> charged(frame, Access.select(operand.evaluate(frame), field));
  }

  private Node call(CelExpr expr) {
    CelExpr.CelCall call = expr.call();
    String name = call.function();
    List<Node> arguments = new ArrayList<>();
    boolean member = false;
    if (call.target().isPresent()) {
      CelExpr target = call.target().get();
      Optional<String> qualified = namespaced(target, name);
      member = qualified.isEmpty();
      if (member) arguments.add(plan(target));
      else name = qualified.get();
    }
    if (name.equals("_?_:_")) return conditional(call.args());
    if (ACCESS.contains(name)) return access(name, call.args());
    for (CelExpr argument : call.args()) arguments.add(plan(argument));
    return switch (name) {
      case "_&&_" -> logical(arguments, false);
      case "_||_" -> logical(arguments, true);
      case "@not_strictly_false", "__not_strictly_false__" ->
          notStrictlyFalse(arguments.getFirst());
      case "or", "orValue" -> alternative(name, arguments.getFirst(), arguments.getLast());
      default -> function(name, member, isResolved(expr), arguments);
    };
  }

  /** {@code sets.contains(…)} is a function of that name where {@code sets} is no variable. */
  private Optional<String> namespaced(CelExpr target, String name) {
    if (tree.getReference(target.id()).isPresent()) return Optional.empty();
    if (target.getKind() != CelExpr.ExprKind.Kind.IDENT) return Optional.empty();
    String qualified = target.ident().name() + "." + name;
    return functions.find(qualified, false) == null ? Optional.empty() : Optional.of(qualified);
  }

  /** One operand that decides is enough, even if the other has no value. */
  private static Node logical(List<Node> operands, boolean decisive) {
    return frame -> {
      CelException failed = null;
      for (Node operand : operands) {
        try {
          if (!(operand.evaluate(frame) instanceof Boolean truth)) {
            throw CelException.noSuchOverload();
          }
          if (truth == decisive) return decisive;
        } catch (CelException e) {
          if (failed == null) failed = e;
        }
      }
      if (failed != null) throw failed;
      return !decisive;
    };
  }

  private Node conditional(List<CelExpr> parts) {
    Node condition = plan(parts.get(0));
    Node yes = unnamed(parts.get(1));
    Node no = unnamed(parts.get(2));
    return frame -> {
      if (!(condition.evaluate(frame) instanceof Boolean truth))
        throw CelException.noSuchOverload();
      return (truth ? yes : no).evaluate(frame);
    };
  }

  /** What a condition chooses, and what chooses an element: a name costs nothing there. */
  private Node unnamed(CelExpr expr) {
    Node node = plan(expr);
    if (!isNamed(expr)) return node;
    return frame -> {
      Object value = node.evaluate(frame);
      frame.cost().add(-NAME_COST);
      return value;
    };
  }

  /** Whether a value is that of a name, or in one, or in what has none and is named therefore. */
  private boolean isNamed(CelExpr expr) {
    return switch (expr.getKind()) {
      case IDENT -> type(expr.ident().name()) == null;
      case SELECT -> !expr.select().testOnly() && isNamed(expr.select().operand(), true);
      case CALL ->
          ACCESS.contains(expr.call().function()) && isNamed(expr.call().args().getFirst(), true);
      default -> false;
    };
  }

  private boolean isNamed(CelExpr operand, boolean otherwise) {
    return isAccess(operand) ? isNamed(operand) : otherwise;
  }

  private static boolean isAccess(CelExpr expr) {
    return switch (expr.getKind()) {
      case IDENT -> true;
      case SELECT -> !expr.select().testOnly();
      case CALL ->
          ACCESS.contains(expr.call().function()) || expr.call().function().equals("_?_:_");
      default -> false;
    };
  }

  /** What something is taken from: where that has no name, upstream gives it one. */
  private Node operand(CelExpr expr) {
    Node node = plan(expr);
    if (isAccess(expr)) return node;
    return frame -> {
      Object value = node.evaluate(frame);
      frame.cost().add(NAME_COST);
      return value;
    };
  }

  private static Node notStrictlyFalse(Node operand) {
    return frame -> {
      frame.cost().add(1);
      try {
        return !Boolean.FALSE.equals(operand.evaluate(frame));
      } catch (CelException _) {
        return true;
      }
    };
  }

  private Node access(String name, List<CelExpr> parts) {
    Node operand = operand(parts.getFirst());
    Node key = unnamed(parts.getLast());
    if (!name.equals("_[_]")) return optional(operand, key);
    return frame -> {
      Object value = operand.evaluate(frame);
      Object at = key.evaluate(frame);
      return charged(frame, Access.index(value, at));
    };
  }

  /** What is not there costs nothing. */
  private static Object charged(Frame frame, Object found) {
    if (!Optional.empty().equals(found)) frame.cost().add(NAME_COST);
    return found;
  }

  private static Node optional(Node operand, Node key) {
    return frame -> {
      Object value = operand.evaluate(frame);
      return charged(frame, Access.optional(value, key.evaluate(frame)));
    };
  }

  /**
   * The second operand of {@code or} is evaluated only where the first has no value; what is not
   * optional has one.
   */
  private static Node alternative(String name, Node first, Node second) {
    return frame -> {
      Object value = first.evaluate(frame);
      if (!(value instanceof Optional<?> optional)) return value;
      if (optional.isEmpty()) return second.evaluate(frame);
      return name.equals("or") ? optional : optional.get();
    };
  }

  /** Whether the type checker knows which overload is called. */
  private boolean isResolved(CelExpr call) {
    return tree.getReference(call.id())
        .filter(reference -> reference.overloadIds().size() == 1)
        .isPresent();
  }

  private Node function(String name, boolean member, boolean resolved, List<Node> arguments) {
    Functions.Implementation implementation = functions.find(name, member);
    if (implementation == null) throw new IllegalArgumentException("no such function: " + name);
    // Constants are converted before anything is counted.
    if (CONVERSIONS.contains(name) && arguments.getFirst() instanceof Constant constant) {
      return new Constant(implementation.apply(new Object[] {constant.value()}));
    }
    if (name.equals("@in") && resolved && arguments.getLast() instanceof Constant(List<?> list)) {
      Optional<Node> searched = inSet(arguments.getFirst(), list);
      if (searched.isPresent()) return searched.get();
    }
    String priced = RuntimeCost.depends(name, resolved) ? name : "";
    Node call = called(priced, prepared(name, arguments).orElse(implementation), arguments);
    if (!MAKERS.contains(name)) return call;
    return frame -> {
      Object made = call.evaluate(frame);
      frame.cost().made(made);
      return made;
    };
  }

  /** A pattern that is written there is compiled now. */
  private Optional<Functions.Implementation> prepared(String name, List<Node> arguments) {
    Functions.Search search = functions.search(name);
    if (search == null || !(arguments.get(1) instanceof Constant(String text))) {
      return Optional.empty();
    }
    Pattern pattern = StandardFunctions.pattern(text);
    return Optional.of(values -> search.apply(pattern, values));
  }

  /** A list of plain values that is written there is searched at once, for nothing. */
  private static Optional<Node> inSet(Node wanted, List<?> list) {
    boolean plain =
        list.stream()
            .allMatch(v -> v instanceof String || v instanceof Boolean || v instanceof Number);
    if (!plain) return Optional.empty();
    if (list.isEmpty()) return Optional.of(new Constant(false));
    Set<?> set = list.stream().map(Values::hashable).collect(Collectors.toUnmodifiableSet());
    return Optional.of(frame -> set.contains(Values.hashable(wanted.evaluate(frame))));
  }

  private static Node called(
      String name, Functions.Implementation implementation, List<Node> arguments) {
    return frame -> {
      Object[] values = new Object[arguments.size()];
      for (int i = 0; i < values.length; i++) values[i] = arguments.get(i).evaluate(frame);
      long price = RuntimeCost.before(name, values);
      if (price >= 0) frame.cost().add(price);
      Object result = implementation.apply(values);
      if (price < 0) frame.cost().add(RuntimeCost.after(name, values, result));
      return result;
    };
  }

  private Node list(CelExpr.CelList list) {
    List<Node> elements = list.elements().stream().map(this::plan).toList();
    Set<Integer> optional = Set.copyOf(list.optionalIndices());
    if (optional.isEmpty() && elements.stream().allMatch(Constant.class::isInstance)) {
      return new Constant(elements.stream().map(node -> ((Constant) node).value()).toList());
    }
    return frame -> {
      List<Object> values = new ArrayList<>(elements.size());
      for (int i = 0; i < elements.size(); i++) {
        Object value = elements.get(i).evaluate(frame);
        if (!optional.contains(i)) values.add(value);
        else if (value instanceof Optional<?> present) present.ifPresent(values::add);
        else
          throw new CelException("cannot initialize optional list element from non-optional value");
      }
      frame.cost().add(LIST_COST);
      return values;
    };
  }

  /** An entry of a map that is written there. */
  private record Entry(Node key, Node value, boolean optional) {
    boolean isConstant() {
      return !optional && key instanceof Constant && value instanceof Constant;
    }
  }

  private Node map(CelExpr.CelMap map) {
    List<Entry> entries =
        map.entries().stream()
            .map(entry -> new Entry(plan(entry.key()), plan(entry.value()), entry.optionalEntry()))
            .toList();
    if (entries.stream().allMatch(Entry::isConstant)) return new Constant(filled(entries, null));
    return frame -> {
      Map<Object, Object> values = filled(entries, frame);
      frame.cost().add(MAP_COST);
      return values;
    };
  }

  private static Map<Object, Object> filled(List<Entry> entries, Frame frame) {
    Map<Object, Object> values = new LinkedHashMap<>();
    for (Entry entry : entries) {
      Object key = entry.key.evaluate(frame);
      Object value = entry.value.evaluate(frame);
      if (entry.optional) {
        if (!(value instanceof Optional<?> present)) throw CelException.noSuchOverload();
        if (present.isEmpty()) continue;
        value = present.get();
      }
      values.put(Values.checkedKey(key), value);
    }
    return values;
  }
}
