package dev.skiff.controlplane.resource.cel.library;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.TypeParamType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.Growing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Macros over index and element, or key and value: {@code map.all(k, v, …)}. */
public final class TwoVariableMacros implements CelLibrary {
  private static final CelType K = TypeParamType.create("K");
  private static final CelType V = TypeParamType.create("V");
  private static final CelType MAP = MapType.create(K, V);
  private static final String INSERT = "cel.@mapInsert";

  /** The parts of the loop that a macro expands to. */
  private interface Loop {
    CelExpr expand(Shape shape);
  }

  private record Shape(
      CelMacroExprFactory factory, CelExpr range, String first, String second, List<CelExpr> rest) {
    CelExpr soFar() {
      return factory.newIdentifier(factory.getAccumulatorVarName());
    }

    CelExpr call(String function, CelExpr... arguments) {
      return factory.newGlobalCall(function, arguments);
    }

    CelExpr fold(CelExpr initial, CelExpr condition, CelExpr step, CelExpr result) {
      return factory.fold(
          first, second, range, factory.getAccumulatorVarName(), initial, condition, step, result);
    }

    /** A loop that adds to a collection, elements that pass a filter only if there is one. */
    CelExpr collect(CelExpr empty, CelExpr step) {
      CelExpr filtered = rest.size() == 1 ? step : call("_?_:_", rest.getFirst(), step, soFar());
      return fold(empty, factory.newBoolLiteral(true), filtered, soFar());
    }
  }

  @Override
  public void addTo(Functions functions) {
    functions.global(
        INSERT,
        "@mapInsert_map_key_value",
        MAP,
        List.of(MAP, K, V),
        v -> Growing.insert((Map<?, ?>) v[0], Map.of(v[1], v[2])));
    functions.global(
        INSERT,
        "@mapInsert_map_map",
        MAP,
        List.of(MAP, MAP),
        v -> Growing.insert((Map<?, ?>) v[0], (Map<?, ?>) v[1]));
  }

  @Override
  public List<CelMacro> macros() {
    List<CelMacro> macros = new ArrayList<>();
    macros.add(macro("all", 3, TwoVariableMacros::all));
    macros.add(macro("exists", 3, TwoVariableMacros::exists));
    for (String name : List.of("existsOne", "exists_one")) {
      macros.add(macro(name, 3, TwoVariableMacros::existsOne));
    }
    for (int arguments = 3; arguments <= 4; arguments++) {
      macros.add(macro("transformList", arguments, TwoVariableMacros::list));
      macros.add(macro("transformMap", arguments, TwoVariableMacros::map));
      macros.add(macro("transformMapEntry", arguments, TwoVariableMacros::entries));
    }
    return macros;
  }

  private static CelMacro macro(String name, int arguments, Loop loop) {
    return CelMacro.newReceiverMacro(
        name, arguments, (factory, target, args) -> expand(factory, target, args, loop));
  }

  private static Optional<CelExpr> expand(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> args, Loop loop) {
    for (CelExpr variable : args.subList(0, 2)) {
      if (variable.getKind() != CelExpr.ExprKind.Kind.IDENT) {
        return Optional.of(factory.reportError("argument must be a simple name"));
      }
    }
    String first = args.get(0).ident().name();
    String second = args.get(1).ident().name();
    if (first.equals(second)) {
      return Optional.of(factory.reportError("duplicate variable name: " + first));
    }
    return Optional.of(
        loop.expand(new Shape(factory, target, first, second, args.subList(2, args.size()))));
  }

  private static CelExpr all(Shape shape) {
    return shape.fold(
        shape.factory.newBoolLiteral(true),
        shape.call("@not_strictly_false", shape.soFar()),
        shape.call("_&&_", shape.soFar(), shape.rest.getFirst()),
        shape.soFar());
  }

  private static CelExpr exists(Shape shape) {
    return shape.fold(
        shape.factory.newBoolLiteral(false),
        shape.call("@not_strictly_false", shape.call("!_", shape.soFar())),
        shape.call("_||_", shape.soFar(), shape.rest.getFirst()),
        shape.soFar());
  }

  private static CelExpr existsOne(Shape shape) {
    CelExpr one = shape.call("_+_", shape.soFar(), shape.factory.newIntLiteral(1));
    return shape.fold(
        shape.factory.newIntLiteral(0),
        shape.factory.newBoolLiteral(true),
        shape.call("_?_:_", shape.rest.getFirst(), one, shape.soFar()),
        shape.call("_==_", shape.soFar(), shape.factory.newIntLiteral(1)));
  }

  private static CelExpr list(Shape shape) {
    CelExpr element = shape.factory.newList(shape.rest.getLast());
    return shape.collect(shape.factory.newList(), shape.call("_+_", shape.soFar(), element));
  }

  private static CelExpr map(Shape shape) {
    CelExpr key = shape.factory.newIdentifier(shape.first);
    return shape.collect(
        shape.factory.newMap(), shape.call(INSERT, shape.soFar(), key, shape.rest.getLast()));
  }

  private static CelExpr entries(Shape shape) {
    return shape.collect(
        shape.factory.newMap(), shape.call(INSERT, shape.soFar(), shape.rest.getLast()));
  }
}
