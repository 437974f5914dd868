package dev.skiff.controlplane.resource.cel.library;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DOUBLE;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;

import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.skiff.controlplane.resource.Quantity;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLibrary;
import dev.skiff.controlplane.resource.cel.Functions;
import dev.skiff.controlplane.resource.cel.OpaqueValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Amounts such as {@code 500m} and {@code 1Gi}. */
public final class QuantityLibrary implements CelLibrary {
  /** The type of quantities in expressions. */
  public static final OpaqueType TYPE = OpaqueType.create("kubernetes.Quantity");

  /** An amount; equal to another that is as much, however it is written. */
  private record Amount(BigDecimal value) implements OpaqueValue {
    @Override
    public CelType type() {
      return TYPE;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Amount amount && value.compareTo(amount.value) == 0;
    }

    @Override
    public int hashCode() {
      return value.stripTrailingZeros().hashCode();
    }
  }

  @Override
  public void addTo(Functions functions) {
    functions.type(TYPE);
    List<CelType> one = List.of(TYPE);
    List<CelType> two = List.of(TYPE, TYPE);
    List<CelType> withInt = List.of(TYPE, INT);
    functions.global("quantity", "string_to_quantity", TYPE, List.of(STRING), v -> parse(v[0]));
    functions.global(
        "isQuantity",
        "is_quantity_string",
        BOOL,
        List.of(STRING),
        v -> {
          try {
            Quantity.parse((String) v[0]);
            return true;
          } catch (NumberFormatException _) {
            return false;
          }
        });
    functions.global("sign", "quantity_sign", INT, one, v -> (long) of(v[0]).signum());
    functions.member(
        "isGreaterThan", "quantity_is_greater_than", BOOL, two, v -> compare(v[0], v[1]) > 0);
    functions.member(
        "isLessThan", "quantity_is_less_than", BOOL, two, v -> compare(v[0], v[1]) < 0);
    functions.member("compareTo", "quantity_compare_to", INT, two, v -> (long) compare(v[0], v[1]));
    functions.member(
        "asApproximateFloat", "quantity_get_float", DOUBLE, one, v -> of(v[0]).doubleValue());
    functions.member(
        "asInteger",
        "quantity_get_int",
        INT,
        one,
        v ->
            integer(of(v[0]))
                .orElseThrow(() -> new CelException("cannot convert value to integer")));
    functions.member(
        "isInteger", "quantity_is_integer", BOOL, one, v -> integer(of(v[0])).isPresent());
    functions.member("add", "quantity_add", TYPE, two, v -> new Amount(of(v[0]).add(of(v[1]))));
    functions.member(
        "add",
        "quantity_add_int",
        TYPE,
        withInt,
        v -> new Amount(of(v[0]).add(BigDecimal.valueOf((Long) v[1]))));
    functions.member(
        "sub", "quantity_sub", TYPE, two, v -> new Amount(of(v[0]).subtract(of(v[1]))));
    functions.member(
        "sub",
        "quantity_sub_int",
        TYPE,
        withInt,
        v -> new Amount(of(v[0]).subtract(BigDecimal.valueOf((Long) v[1]))));
  }

  private static Amount parse(Object text) {
    try {
      return new Amount(Quantity.parse((String) text).value());
    } catch (NumberFormatException wrong) {
      throw new CelException(wrong.getMessage());
    }
  }

  private static BigDecimal of(Object amount) {
    return ((Amount) amount).value;
  }

  private static int compare(Object left, Object right) {
    return of(left).compareTo(of(right));
  }

  private static Optional<Long> integer(BigDecimal value) {
    try {
      return Optional.of(value.longValueExact());
    } catch (ArithmeticException _) {
      return Optional.empty();
    }
  }
}
