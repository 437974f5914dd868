package dev.skiff.controlplane.resource.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelByteString;
import dev.skiff.controlplane.resource.GoRegexp;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Operators and functions of the language itself. */
final class StandardFunctions {
  private static final Set<CelKind> WHOLE = EnumSet.of(CelKind.INT, CelKind.UINT);
  private static final Set<CelKind> MULTIPLIABLE = with(WHOLE, CelKind.DOUBLE);
  private static final Set<CelKind> SUBTRACTABLE =
      with(MULTIPLIABLE, CelKind.DURATION, CelKind.TIMESTAMP);
  private static final Set<CelKind> ADDABLE =
      with(SUBTRACTABLE, CelKind.BYTES, CelKind.LIST, CelKind.STRING);
  private static final Set<CelKind> COMPARABLE =
      with(SUBTRACTABLE, CelKind.BOOL, CelKind.BYTES, CelKind.STRING);
  private static final Set<CelKind> SIGNED =
      EnumSet.of(CelKind.BOOL, CelKind.DOUBLE, CelKind.DURATION, CelKind.INT);
  private static final Set<CelKind> SIZED =
      EnumSet.of(CelKind.BYTES, CelKind.LIST, CelKind.MAP, CelKind.STRING);
  private static final Set<CelKind> TEXT = EnumSet.of(CelKind.STRING);

  private StandardFunctions() {}

  private static Set<CelKind> with(Set<CelKind> kinds, CelKind... more) {
    Set<CelKind> all = EnumSet.copyOf(kinds);
    all.addAll(List.of(more));
    return all;
  }

  static void addTo(Functions functions) {
    for (CelType type : SimpleType.TYPE_MAP.values()) functions.type(type);
    functions.type(ListType.create(SimpleType.DYN));
    functions.type(MapType.create(SimpleType.DYN, SimpleType.DYN));
    functions.standard("_==_", StandardFunctions::equal);
    functions.standard("_!=_", values -> !Values.equal(values[0], values[1]));
    functions.operator("_<_", COMPARABLE, values -> Values.compare(values[0], values[1]) < 0);
    functions.operator("_<=_", COMPARABLE, values -> Values.compare(values[0], values[1]) <= 0);
    functions.operator("_>_", COMPARABLE, values -> Values.compare(values[0], values[1]) > 0);
    functions.operator("_>=_", COMPARABLE, values -> Values.compare(values[0], values[1]) >= 0);
    functions.operator("_+_", ADDABLE, values -> add(values[0], values[1]));
    functions.operator("_-_", SUBTRACTABLE, values -> subtract(values[0], values[1]));
    functions.operator("_*_", MULTIPLIABLE, values -> Numbers.multiply(values[0], values[1]));
    functions.operator("_/_", MULTIPLIABLE, values -> Numbers.divide(values[0], values[1]));
    functions.operator("_%_", WHOLE, values -> Numbers.modulo(values[0], values[1]));
    functions.operator("-_", SIGNED, values -> Numbers.negate(values[0]));
    functions.standard("!_", values -> not(values[0]));
    functions.standard("@in", values -> in(values[0], values[1]));
    functions.operator("size", SIZED, values -> Values.size(values[0]));
    functions.standard("type", values -> Values.typeOf(values[0]));
    functions.standard("dyn", values -> values[0]);
    functions.standard("contains", values -> text(values[0]).contains(text(values[1])));
    functions.standard("startsWith", values -> text(values[0]).startsWith(text(values[1])));
    functions.standard("endsWith", values -> text(values[0]).endsWith(text(values[1])));
    functions.operator("matches", TEXT, values -> matches(pattern(text(values[1])), values));
    functions.search("matches", StandardFunctions::matches);
    Conversions.addTo(functions);
    TimeFunctions.addTo(functions);
  }

  /** A text, or the error that there is no such overload. */
  static String text(Object value) {
    if (value instanceof String text) return text;
    throw CelException.noSuchOverload();
  }

  /** A pattern, or the error that it is none. */
  static Pattern pattern(String expression) {
    try {
      return GoRegexp.compile(expression);
    } catch (PatternSyntaxException wrong) {
      throw new CelException(wrong.getMessage());
    }
  }

  private static Object matches(Pattern pattern, Object[] values) {
    return pattern.matcher(text(values[0])).find();
  }

  /** Values of libraries are compared with their like only; that one differs can be said of all. */
  private static Object equal(Object[] values) {
    if (values[0] instanceof OpaqueValue opaque && !Values.isA(opaque.type(), values[1])) {
      throw CelException.noSuchOverload();
    }
    return Values.equal(values[0], values[1]);
  }

  static Object add(Object left, Object right) {
    return switch (left) {
      case String one when right instanceof String other -> one + other;
      case CelByteString one when right instanceof CelByteString other -> one.concat(other);
      case AssociativeList one when right instanceof List<?> other -> one.plus(other);
      case Growing.Elements one when right instanceof List<?> other -> {
        one.addAll(other);
        yield one;
      }
      case List<?> one when right instanceof List<?> other -> new Concatenation(one, other);
      case OffsetDateTime one when right instanceof Duration other ->
          Times.inRange(one.plus(other));
      case Duration one when right instanceof OffsetDateTime other ->
          Times.inRange(other.plus(one));
      case Duration one when right instanceof Duration other -> Times.inRange(one.plus(other));
      default -> Numbers.add(left, right);
    };
  }

  private static Object subtract(Object left, Object right) {
    return switch (left) {
      case OffsetDateTime one when right instanceof OffsetDateTime other ->
          Times.inRange(Duration.between(other, one));
      case OffsetDateTime one when right instanceof Duration other ->
          Times.inRange(one.minus(other));
      case Duration one when right instanceof Duration other -> Times.inRange(one.minus(other));
      default -> Numbers.subtract(left, right);
    };
  }

  private static Object not(Object value) {
    if (value instanceof Boolean truth) return !truth;
    throw CelException.noSuchOverload();
  }

  private static Object in(Object value, Object collection) {
    return switch (collection) {
      case List<?> list -> list.stream().anyMatch(element -> Values.equal(element, value));
      case Map<?, ?> map -> Values.lookUp(map, value) != null;
      default -> throw CelException.noSuchOverload();
    };
  }
}
