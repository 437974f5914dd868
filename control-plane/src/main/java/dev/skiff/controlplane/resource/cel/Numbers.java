package dev.skiff.controlplane.resource.cel;

import com.google.common.primitives.UnsignedLong;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/** Arithmetic of int, uint and double, with upstream's errors. */
final class Numbers {
  private Numbers() {}

  static boolean equal(Object left, Object right) {
    if (isNaN(left) || isNaN(right)) return false;
    return compare(left, right) == 0;
  }

  static int compare(Object left, Object right) {
    if (left instanceof Long one && right instanceof Long other) return one.compareTo(other);
    if (isNaN(left) || isNaN(right)) throw new CelException("NaN values cannot be ordered");
    if (left instanceof Double one && right instanceof Double other) {
      return one < other ? -1 : one > other ? 1 : 0;
    }
    if (left instanceof Double one && Double.isInfinite(one)) return one > 0 ? 1 : -1;
    if (right instanceof Double other && Double.isInfinite(other)) return other > 0 ? -1 : 1;
    return exact(left).compareTo(exact(right));
  }

  static boolean isNaN(Object value) {
    return value instanceof Double number && Double.isNaN(number);
  }

  private static BigDecimal exact(Object value) {
    return switch (value) {
      case Long number -> BigDecimal.valueOf(number);
      case UnsignedLong number -> new BigDecimal(number.bigIntegerValue());
      case Double number -> new BigDecimal(number);
      default -> throw CelException.noSuchOverload();
    };
  }

  /** The int that a number is equal to, if there is one. */
  static Optional<Long> asInt(Object value) {
    if (isNaN(value) || value instanceof Double number && Double.isInfinite(number)) {
      return Optional.empty();
    }
    try {
      return Optional.of(exact(value).longValueExact());
    } catch (ArithmeticException _) {
      return Optional.empty();
    }
  }

  /** The uint that a number is equal to, if there is one. */
  static Optional<UnsignedLong> asUint(Object value) {
    if (isNaN(value) || value instanceof Double number && Double.isInfinite(number)) {
      return Optional.empty();
    }
    try {
      BigInteger number = exact(value).toBigIntegerExact();
      boolean inside = number.signum() >= 0 && number.bitLength() <= 64;
      return inside ? Optional.of(UnsignedLong.valueOf(number)) : Optional.empty();
    } catch (ArithmeticException _) {
      return Optional.empty();
    }
  }

  /** The same for numbers that are equal; what is not a number is equal to nothing. */
  static Object hashable(Object value) {
    if (value instanceof Long) return value;
    if (isNaN(value)) return new Object();
    if (value instanceof Double number && Double.isInfinite(number)) return value;
    Optional<Long> number = asInt(value);
    return number.isPresent() ? number.get() : exact(value).stripTrailingZeros();
  }

  static Object add(Object left, Object right) {
    return switch (left) {
      case Long one when right instanceof Long other -> exactly(() -> Math.addExact(one, other));
      case Double one when right instanceof Double other -> one + other;
      case UnsignedLong one when right instanceof UnsignedLong other ->
          unsigned(one.bigIntegerValue().add(other.bigIntegerValue()));
      default -> throw CelException.noSuchOverload();
    };
  }

  static Object subtract(Object left, Object right) {
    return switch (left) {
      case Long one when right instanceof Long other ->
          exactly(() -> Math.subtractExact(one, other));
      case Double one when right instanceof Double other -> one - other;
      case UnsignedLong one when right instanceof UnsignedLong other ->
          unsigned(one.bigIntegerValue().subtract(other.bigIntegerValue()));
      default -> throw CelException.noSuchOverload();
    };
  }

  static Object multiply(Object left, Object right) {
    return switch (left) {
      case Long one when right instanceof Long other ->
          exactly(() -> Math.multiplyExact(one, other));
      case Double one when right instanceof Double other -> one * other;
      case UnsignedLong one when right instanceof UnsignedLong other ->
          unsigned(one.bigIntegerValue().multiply(other.bigIntegerValue()));
      default -> throw CelException.noSuchOverload();
    };
  }

  static Object divide(Object left, Object right) {
    return switch (left) {
      case Long one when right instanceof Long other -> {
        if (other == 0) throw new CelException("division by zero");
        yield exactly(() -> Math.divideExact(one, other));
      }
      case Double one when right instanceof Double other -> one / other;
      case UnsignedLong one when right instanceof UnsignedLong other -> {
        if (other.equals(UnsignedLong.ZERO)) throw new CelException("division by zero");
        yield one.dividedBy(other);
      }
      default -> throw CelException.noSuchOverload();
    };
  }

  static Object modulo(Object left, Object right) {
    return switch (left) {
      case Long one when right instanceof Long other -> {
        if (other == 0) throw new CelException("modulus by zero");
        if (one == Long.MIN_VALUE && other == -1) throw new CelException("integer overflow");
        yield one % other;
      }
      case UnsignedLong one when right instanceof UnsignedLong other -> {
        if (other.equals(UnsignedLong.ZERO)) throw new CelException("modulus by zero");
        yield one.mod(other);
      }
      default -> throw CelException.noSuchOverload();
    };
  }

  static Object negate(Object value) {
    return switch (value) {
      case Long number -> exactly(() -> Math.negateExact(number));
      case Double number -> -number;
      case Duration duration -> Times.inRange(duration.negated());
      default -> throw CelException.noSuchOverload();
    };
  }

  private static UnsignedLong unsigned(BigInteger value) {
    if (value.signum() < 0 || value.bitLength() > 64) {
      throw new CelException("unsigned integer overflow");
    }
    return UnsignedLong.valueOf(value);
  }

  private interface Calculation {
    long run();
  }

  private static Long exactly(Calculation calculation) {
    try {
      return calculation.run();
    } catch (ArithmeticException _) {
      throw new CelException("integer overflow");
    }
  }
}
