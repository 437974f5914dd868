package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.BYTES;
import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.DURATION;
import static dev.cel.common.types.SimpleType.DYN;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static dev.cel.common.types.SimpleType.TIMESTAMP;
import static dev.cel.common.types.SimpleType.UINT;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.UnsignedLong;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.TypeParamType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Cost;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.Values;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Functions on lists, those of Kubernetes and those of the language's extension. */
public final class ListLibrary implements CelLibrary {
  private static final CelType A = TypeParamType.create("T");
  private static final CelType LIST = ListType.create(A);
  private static final Map<String, CelType> COMPARABLE = comparable();
  private static final int LONGEST_RANGE = 1_000_000;
  private static final String SORT_BY_KEYS = "@sortByAssociatedKeys";
  private static final String TO_SORT = "@__sortBy_input__";

  private static Map<String, CelType> comparable() {
    Map<String, CelType> types = new LinkedHashMap<>();
    types.put("int", INT);
    types.put("uint", UINT);
    types.put("double", DOUBLE);
    types.put("bool", BOOL);
    types.put("duration", DURATION);
    types.put("timestamp", TIMESTAMP);
    types.put("string", STRING);
    types.put("bytes", BYTES);
    return types;
  }

  @Override
  public void addTo(Functions functions) {
    COMPARABLE.forEach(
        (name, type) -> {
          List<CelType> list = List.of(ListType.create(type));
          String overload = "list_" + name;
          functions.member("isSorted", overload + "_is_sorted_bool", BOOL, list, v -> sorted(v[0]));
          functions.member(
              "max", overload + "_max_" + name, type, list, v -> extreme("max", v[0], 1));
          functions.member(
              "min", overload + "_min_" + name, type, list, v -> extreme("min", v[0], -1));
          functions.member(
              "sort", overload + "_sort", list.getFirst(), list, v -> sort(v[0], v[0]));
          functions.member(
              SORT_BY_KEYS,
              overload + "_sortByAssociatedKeys",
              LIST,
              List.of(LIST, list.getFirst()),
              v -> sort(v[0], v[1]));
        });
    // They take any list, whatever the type checker says, and tell what is wrong with its elements.
    Set<CelKind> lists = Set.of(CelKind.LIST);
    functions.operator("sort", lists, v -> sort(v[0], v[0]));
    functions.operator(SORT_BY_KEYS, lists, v -> sort(v[0], v[1]));
    functions.standard("flatten", ListLibrary::flatten);
    sum(functions, "int", INT, 0L);
    sum(functions, "uint", UINT, UnsignedLong.ZERO);
    sum(functions, "double", DOUBLE, 0.0);
    sum(functions, "duration", DURATION, Duration.ZERO);
    functions.member(
        "indexOf", "list_a_index_of_int", INT, List.of(LIST, A), v -> indexOf(v[0], v[1]));
    functions.member(
        "lastIndexOf",
        "list_a_last_index_of_int",
        INT,
        List.of(LIST, A),
        v -> lastIndexOf(v[0], v[1]));
    functions.member(
        "slice",
        "list_slice",
        LIST,
        List.of(LIST, INT, INT),
        v -> slice(list(v[0]), (Long) v[1], (Long) v[2]));
    functions.member("reverse", "list_reverse", LIST, List.of(LIST), v -> list(v[0]).reversed());
    functions.member("distinct", "list_distinct", LIST, List.of(LIST), v -> distinct(v[0]));
    functions.global(
        "lists.range", "lists_range", ListType.create(INT), List.of(INT), v -> range(v[0]));
    CelType nested = ListType.create(LIST);
    functions.member("flatten", "list_flatten", LIST, List.of(nested), ListLibrary::flatten);
    functions.member(
        "flatten",
        "list_flatten_int",
        ListType.create(DYN),
        List.of(ListType.create(DYN), INT),
        ListLibrary::flatten);
    CelType optional = OptionalType.create(A);
    functions.member("first", "list_first", optional, List.of(LIST), v -> end(list(v[0]), 0));
    functions.member(
        "last", "list_last", optional, List.of(LIST), v -> end(list(v[0]), list(v[0]).size() - 1));
  }

  @Override
  public List<CelMacro> macros() {
    return List.of(
        CelMacro.newReceiverMacro(
            "sortBy", 2, (factory, target, args) -> sortBy(factory, target, args)));
  }

  /** Names the list, to sort it by what a loop over it makes of its elements. */
  private static Optional<CelExpr> sortBy(
      CelMacroExprFactory factory, CelExpr target, ImmutableList<CelExpr> args) {
    CelExpr variable = args.getFirst();
    if (variable.getKind() != CelExpr.ExprKind.Kind.IDENT) {
      return Optional.of(factory.reportError("argument is not an identifier"));
    }
    String result = factory.getAccumulatorVarName();
    CelExpr keys =
        factory.fold(
            variable.ident().name(),
            factory.newIdentifier(TO_SORT),
            result,
            factory.newList(),
            factory.newBoolLiteral(true),
            factory.newGlobalCall(
                "_+_", factory.newIdentifier(result), factory.newList(args.getLast())),
            factory.newIdentifier(result));
    return Optional.of(
        factory.fold(
            "#unused",
            factory.newList(),
            TO_SORT,
            target,
            factory.newBoolLiteral(false),
            factory.newIdentifier(TO_SORT),
            factory.newReceiverCall(SORT_BY_KEYS, factory.newIdentifier(TO_SORT), keys)));
  }

  private static void sum(Functions functions, String name, CelType type, Object zero) {
    functions.member(
        "sum",
        "list_" + name + "_sum_" + name,
        type,
        List.of(ListType.create(type)),
        v -> total(list(v[0]), zero));
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  private static Object total(List<?> list, Object zero) {
    Object total = zero;
    for (Object element : list) {
      boolean other = total.getClass() != element.getClass();
      // A list without types: its first element says which sum is meant.
      total = other && total.equals(zero) ? element : Values.add(total, element);
    }
    return total;
  }

  private static Object sorted(Object value) {
    Object previous = null;
    for (Object element : list(value)) {
      if (!comparable(element)) throw CelException.noSuchOverload();
      if (previous != null && order(previous, element) > 0) return false;
      previous = element;
    }
    return true;
  }

  private static boolean comparable(Object value) {
    return COMPARABLE.containsValue(Values.typeOf(value));
  }

  /** Values that have no order, such as what is not a number, are neither before nor after. */
  private static int order(Object left, Object right) {
    try {
      return Values.compare(left, right);
    } catch (CelException _) {
      return 0;
    }
  }

  /** Sorts a list as another list of the same size, that of its keys, is to be sorted. */
  private static Object sort(Object value, Object keys) {
    List<?> by = list(keys);
    checkKeys(by);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < by.size(); i++) order.add(i);
    // What is not a number stays where it is, and nothing passes it.
    int from = 0;
    for (int i = 0; i <= by.size(); i++) {
      if (i < by.size() && !(by.get(i) instanceof Double key && key.isNaN())) continue;
      order.subList(from, i).sort((left, right) -> Values.compare(by.get(left), by.get(right)));
      from = i + 1;
    }
    return order.stream().<Object>map(list(value)::get).toList();
  }

  private static void checkKeys(List<?> keys) {
    if (keys.isEmpty()) return;
    CelType first = Values.typeOf(keys.getFirst());
    if (!COMPARABLE.containsValue(first))
      throw new CelException("list elements must be comparable");
    for (Object key : keys) {
      if (Values.typeOf(key).equals(first)) continue;
      throw new CelException("list elements must have the same type");
    }
  }

  private static Object extreme(String name, Object value, int sign) {
    Object best = null;
    for (Object element : list(value)) {
      if (!comparable(element)) throw CelException.noSuchOverload();
      if (best == null || order(element, best) * sign > 0) best = element;
    }
    if (best == null) throw new CelException(name + " called on empty list");
    return best;
  }

  private static Object indexOf(Object value, Object wanted) {
    long index = 0;
    for (Object element : list(value)) {
      if (Values.equal(element, wanted)) return index;
      index++;
    }
    return -1L;
  }

  private static Object lastIndexOf(Object value, Object wanted) {
    List<?> list = list(value);
    for (int i = list.size() - 1; i >= 0; i--) {
      if (Values.equal(list.get(i), wanted)) return (long) i;
    }
    return -1L;
  }

  private static Object slice(List<?> list, long start, long end) {
    String range = "cannot slice(" + start + ", " + end + "), ";
    if (start < 0 || end < 0) throw new CelException(range + "negative indexes not supported");
    if (start > end) {
      throw new CelException(range + "start index must be less than or equal to end index");
    }
    if (end > list.size()) throw new CelException(range + "list is length " + list.size());
    return list.subList((int) start, (int) end);
  }

  private static Object distinct(Object value) {
    List<Object> distinct = new ArrayList<>();
    for (Object element : list(value)) {
      if (distinct.stream().noneMatch(known -> Values.equal(known, element))) distinct.add(element);
    }
    return distinct;
  }

  private static Object range(Object value) {
    long size = (Long) value;
    if (size > LONGEST_RANGE) throw new CelException("range is too long: " + size);
    List<Object> range = new ArrayList<>();
    for (long i = 0; i < size; i++) range.add(i);
    return range;
  }

  private static Object flatten(Object[] values) {
    if (values[0] instanceof List<?> list) {
      if (values.length == 1) return flatten(list, 1);
      if (values[1] instanceof Long depth) return flatten(list, depth);
    }
    String of = values[0] instanceof Map<?, ?> ? "map(dyn, dyn)" : Values.typeOf(values[0]).name();
    String by = values.length > 1 ? Values.typeOf(values[1]).name() : "";
    throw new CelException("no such overload: %s.flatten(%s)".formatted(of, by));
  }

  private static Object flatten(List<?> list, long depth) {
    if (depth < 0) throw new CelException("level must be non-negative");
    List<Object> flat = new ArrayList<>();
    flatten(list, depth, flat);
    return flat;
  }

  private static void flatten(List<?> list, long depth, List<Object> flat) {
    Cost.look(list.size());
    for (Object element : list) {
      if (depth > 0 && element instanceof List<?> inner) flatten(inner, depth - 1, flat);
      else flat.add(element);
    }
  }

  private static Object end(List<?> list, int index) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(index));
  }
}
