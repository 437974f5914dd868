package dev.skiff.controlplane.resource.cel.library;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.common.values.NullValue;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Cost;
import dev.skiff.controlplane.resource.cel.Functions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Optional values: {@code object.?spec.?replicas.orValue(1)}. */
public final class OptionalLibrary implements CelLibrary {
  private static final CelType V = TypeParamType.create("V");
  private static final CelType K = TypeParamType.create("K");
  private static final CelType OPTIONAL = OptionalType.create(V);
  private static final CelType LIST = ListType.create(V);
  private static final CelType MAP = MapType.create(K, V);
  private static final String UNUSED = "#unused";

  @Override
  public void addTo(Functions functions) {
    functions.type(OPTIONAL);
    functions.global("optional.of", "optional_of", OPTIONAL, List.of(V), v -> Optional.of(v[0]));
    functions.global(
        "optional.ofNonZeroValue",
        "optional_ofNonZeroValue",
        OPTIONAL,
        List.of(V),
        v -> isZero(v[0]) ? Optional.empty() : Optional.of(v[0]));
    functions.global("optional.none", "optional_none", OPTIONAL, List.of(), v -> Optional.empty());
    functions.member("value", "optional_value", V, List.of(OPTIONAL), v -> value(v[0]));
    functions.member(
        "hasValue",
        "optional_hasValue",
        SimpleType.BOOL,
        List.of(OPTIONAL),
        v -> ((Optional<?>) v[0]).isPresent());
    List<CelType> optionals = List.of(ListType.create(OPTIONAL));
    functions.global("optional.unwrap", "optional_unwrap", LIST, optionals, v -> unwrapped(v[0]));
    functions.member("unwrapOpt", "optional_unwrapOpt", LIST, optionals, v -> unwrapped(v[0]));
    lazy(functions, "or", "optional_or_optional", OPTIONAL, List.of(OPTIONAL, OPTIONAL), true);
    lazy(functions, "orValue", "optional_orValue_value", V, List.of(OPTIONAL, V), true);
    lazy(
        functions,
        "_?._",
        "select_optional_field",
        OPTIONAL,
        List.of(SimpleType.DYN, SimpleType.STRING),
        false);
    index(functions, "_[?_]", OPTIONAL, "list_optindex_optional_int", LIST, SimpleType.INT);
    index(
        functions,
        "_[?_]",
        OPTIONAL,
        "optional_list_optindex_optional_int",
        OptionalType.create(LIST),
        SimpleType.INT);
    index(functions, "_[?_]", OPTIONAL, "map_optindex_optional_value", MAP, K);
    index(
        functions,
        "_[?_]",
        OPTIONAL,
        "optional_map_optindex_optional_value",
        OptionalType.create(MAP),
        K);
    index(
        functions,
        "_[_]",
        OPTIONAL,
        "optional_list_index_int",
        OptionalType.create(LIST),
        SimpleType.INT);
    index(functions, "_[_]", OPTIONAL, "optional_map_index_value", OptionalType.create(MAP), K);
  }

  /** Declared only: the interpreter evaluates the operands itself, as far as they are needed. */
  private static void lazy(
      Functions functions,
      String name,
      String overload,
      CelType result,
      List<CelType> parameters,
      boolean member) {
    Functions.Implementation none =
        v -> {
          throw CelException.noSuchOverload();
        };
    if (member) functions.member(name, overload, result, parameters, none);
    else functions.global(name, overload, result, parameters, none);
  }

  private static void index(
      Functions functions, String name, CelType result, String overload, CelType of, CelType key) {
    lazy(functions, name, overload, result, List.of(of, key), false);
  }

  private static Object value(Object optional) {
    return ((Optional<?>) optional)
        .map(present -> (Object) present)
        .orElseThrow(() -> new CelException("optional.none() dereference"));
  }

  /** The values that are there. */
  private static Object unwrapped(Object optionals) {
    List<Object> values = new ArrayList<>();
    Cost.look(((List<?>) optionals).size());
    for (Object each : (List<?>) optionals) {
      if (!(each instanceof Optional<?> optional)) {
        throw new CelException("value " + CelException.shown(each) + " is not optional");
      }
      optional.ifPresent(values::add);
    }
    return values;
  }

  private static boolean isZero(Object value) {
    return switch (value) {
      case NullValue _ -> true;
      case Boolean truth -> !truth;
      case Number number -> number.doubleValue() == 0;
      case String text -> text.isEmpty();
      case List<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      case Optional<?> optional -> optional.isEmpty();
      default -> false;
    };
  }

  @Override
  public List<CelMacro> macros() {
    return List.of(
        CelMacro.newReceiverMacro(
            "optMap", 2, (factory, target, args) -> map(factory, target, args, true)),
        CelMacro.newReceiverMacro(
            "optFlatMap", 2, (factory, target, args) -> map(factory, target, args, false)));
  }

  /** {@code target.hasValue() ? optional.of(f(target.value())) : optional.none()}. */
  private static Optional<CelExpr> map(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> args, boolean wrap) {
    if (args.getFirst().getKind() != CelExpr.ExprKind.Kind.IDENT) {
      String name = wrap ? "optMap" : "optFlatMap";
      return Optional.of(
          factory.reportError(name + "() variable name must be a simple identifier"));
    }
    String variable = args.getFirst().ident().name();
    CelExpr bound =
        factory.fold(
            UNUSED,
            factory.newList(),
            variable,
            factory.newReceiverCall("value", factory.copy(target)),
            factory.newBoolLiteral(false),
            factory.newIdentifier(variable),
            args.getLast());
    return Optional.of(
        factory.newGlobalCall(
            "_?_:_",
            factory.newReceiverCall("hasValue", target),
            wrap ? factory.newGlobalCall("optional.of", bound) : bound,
            factory.newGlobalCall("optional.none")));
  }
}
