package dev.skiff.controlplane.resource.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeType;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of CEL as Java objects: {@link #NULL}, Boolean, Long (int), {@link UnsignedLong}
 * (uint), Double, String, {@link CelByteString}, {@link Duration}, {@link OffsetDateTime}
 * (timestamp), List, Map, {@link Optional}, {@link CelType} (a type as a value) and {@link
 * OpaqueValue}.
 */
public final class Values {
  /** CEL's null. */
  public static final Object NULL = NullValue.NULL_VALUE;

  private static final CelType LIST = ListType.create(SimpleType.DYN);
  private static final CelType MAP = MapType.create(SimpleType.DYN, SimpleType.DYN);
  private static final CelType OPTIONAL = OptionalType.create(SimpleType.DYN);

  private Values() {}

  /** The type of a value. */
  public static CelType typeOf(Object value) {
    return switch (value) {
      case NullValue _ -> SimpleType.NULL_TYPE;
      case Boolean _ -> SimpleType.BOOL;
      case Long _ -> SimpleType.INT;
      case UnsignedLong _ -> SimpleType.UINT;
      case Double _ -> SimpleType.DOUBLE;
      case String _ -> SimpleType.STRING;
      case CelByteString _ -> SimpleType.BYTES;
      case Duration _ -> SimpleType.DURATION;
      case OffsetDateTime _ -> SimpleType.TIMESTAMP;
      case List<?> _ -> LIST;
      case Map<?, ?> _ -> MAP;
      case Optional<?> _ -> OPTIONAL;
      case CelType type -> TypeType.create(type);
      case OpaqueValue opaque -> opaque.type();
      default -> throw CelException.noSuchOverload();
    };
  }

  /**
   * Whether a value may be passed where a type is wanted; of a collection, the first element tells.
   */
  static boolean isA(CelType type, Object value) {
    return switch (type.kind()) {
      case DYN, ANY, TYPE_PARAM -> true;
      case NULL_TYPE -> value instanceof NullValue;
      case BOOL -> value instanceof Boolean;
      case INT -> value instanceof Long;
      case UINT -> value instanceof UnsignedLong;
      case DOUBLE -> value instanceof Double;
      case STRING -> value instanceof String;
      case BYTES -> value instanceof CelByteString;
      case DURATION -> value instanceof Duration;
      case TIMESTAMP -> value instanceof OffsetDateTime;
      case LIST ->
          value instanceof List<?> list
              && (list.isEmpty() || isA(type.parameters().getFirst(), list.getFirst()));
      case MAP -> value instanceof Map<?, ?> map && (map.isEmpty() || isA(type, firstOf(map)));
      case STRUCT -> value instanceof Map<?, ?>;
      case TYPE -> value instanceof CelType;
      case OPAQUE ->
          value instanceof Optional<?>
              ? type instanceof OptionalType
              : value instanceof OpaqueValue opaque && opaque.type().name().equals(type.name());
      default -> false;
    };
  }

  private static boolean isA(CelType type, Map.Entry<?, ?> entry) {
    return isA(type.parameters().get(0), entry.getKey())
        && isA(type.parameters().get(1), entry.getValue());
  }

  private static Map.Entry<?, ?> firstOf(Map<?, ?> map) {
    return map.entrySet().iterator().next();
  }

  /** CEL's equality: numbers are equal across their types; values of other types never are. */
  public static boolean equal(Object left, Object right) {
    if (isNumber(left) && isNumber(right)) return Numbers.equal(left, right);
    if (left instanceof List<?> one && right instanceof List<?> other)
      return equalLists(one, other);
    if (left instanceof Map<?, ?> one && right instanceof Map<?, ?> other) {
      return equalMaps(one, other);
    }
    if (left instanceof Optional<?> one && right instanceof Optional<?> other) {
      return one.isPresent() && other.isPresent()
          ? equal(one.get(), other.get())
          : one.isEmpty() && other.isEmpty();
    }
    if (left instanceof CelType one && right instanceof CelType other) {
      return one.name().equals(other.name());
    }
    if (left instanceof OffsetDateTime one && right instanceof OffsetDateTime other) {
      return one.isEqual(other);
    }
    return left.equals(right);
  }

  private static boolean equalLists(List<?> left, List<?> right) {
    if (left instanceof AssociativeList set) return set.sameAs(right);
    if (right instanceof AssociativeList set) return set.sameAs(left);
    if (left.size() != right.size()) return false;
    Iterator<?> other = right.iterator();
    for (Object one : left) {
      Cost.look(1);
      if (!equal(one, other.next())) return false;
    }
    return true;
  }

  private static boolean equalMaps(Map<?, ?> left, Map<?, ?> right) {
    if (left.size() != right.size()) return false;
    for (Map.Entry<?, ?> entry : left.entrySet()) {
      Cost.look(1);
      Object other = lookUp(right, entry.getKey());
      if (other == null || !equal(entry.getValue(), other)) return false;
    }
    return true;
  }

  /** A map's value for a key, numbers being equal across their types; null if there is none. */
  static Object lookUp(Map<?, ?> map, Object key) {
    Object found = map.get(checkedKey(key));
    if (found != null || !isNumber(key)) return found;
    found = Numbers.asInt(key).map(number -> (Object) map.get(number)).orElse(null);
    if (found != null) return found;
    return Numbers.asUint(key).map(number -> (Object) map.get(number)).orElse(null);
  }

  /** A key, which is not too large to be hashed. */
  static Object checkedKey(Object key) {
    if (key instanceof List<?> || key instanceof Map<?, ?> || key instanceof Optional<?>) {
      hashable(key);
    }
    return key;
  }

  /** What is equal by Java's rules, and has the same hash code, where values are equal. */
  static Object hashable(Object value) {
    return switch (value) {
      case List<?> list -> {
        Cost.copy(list.size());
        yield list.stream().map(Values::hashable).toList();
      }
      case Map<?, ?> map -> {
        Cost.copy(map.size());
        Map<Object, Object> entries = HashMap.newHashMap(map.size());
        map.forEach((key, held) -> entries.put(hashable(key), hashable(held)));
        yield entries;
      }
      case Optional<?> optional -> optional.map(Values::hashable);
      case OffsetDateTime time -> time.toInstant();
      default -> isNumber(value) ? Numbers.hashable(value) : value;
    };
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof UnsignedLong;
  }

  /**
   * Order of values that have one: less than zero, zero, more.
   *
   * @throws CelException if these two have none
   */
  public static int compare(Object left, Object right) {
    if (isNumber(left) && isNumber(right)) return Numbers.compare(left, right);
    return switch (left) {
      case String one when right instanceof String other -> compareText(one, other);
      case Boolean one when right instanceof Boolean other -> one.compareTo(other);
      case OffsetDateTime one when right instanceof OffsetDateTime other ->
          one.toInstant().compareTo(other.toInstant());
      case Duration one when right instanceof Duration other -> one.compareTo(other);
      case CelByteString one when right instanceof CelByteString other ->
          CelByteString.unsignedLexicographicalComparator().compare(one, other);
      default -> throw CelException.noSuchOverload();
    };
  }

  /** By code points, as their UTF-8 bytes would compare. */
  private static int compareText(String left, String right) {
    int shared = Math.min(left.length(), right.length());
    for (int i = 0; i < shared; i++) {
      if (left.charAt(i) != right.charAt(i)) {
        return Integer.compare(left.codePointAt(i), right.codePointAt(i));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  /**
   * The sum of numbers, times and durations, and what comes of joining texts, bytes and lists.
   *
   * @throws CelException if these two have none
   */
  public static Object add(Object left, Object right) {
    return StandardFunctions.add(left, right);
  }

  /**
   * A value as text, as {@code string()} has it.
   *
   * @throws CelException if it has none
   */
  public static String text(Object value) {
    return Conversions.toText(value);
  }

  /** Number of code points, bytes, elements or entries; 1 for anything else. */
  static long size(Object value) {
    return switch (value) {
      case String text -> text.codePointCount(0, text.length());
      case CelByteString bytes -> bytes.size();
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case OpaqueValue opaque -> opaque.size();
      default -> 1;
    };
  }
}
