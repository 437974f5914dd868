package dev.skiff.controlplane.resource.cel;

import java.util.List;
import java.util.Optional;

/** The most that calls of functions can cost, by the sizes that values can have. */
final class CallEstimates {
  private static final double READ = 0.1;
  private static final double PATTERN = 0.25;
  private static final double CHECK = 350_000;
  private static final double FORMAT_PATTERN = 128 * PATTERN;

  private CallEstimates() {}

  /**
   * A part of an expression.
   *
   * @param cost of it and all its parts
   * @param size the most elements or characters; infinite if unknown
   * @param type what it is declared as; null if unknown
   * @param elements what its elements or values are; null if unknown or declared by the type
   */
  record Part(double cost, double size, DeclaredType type, Part elements) {
    static Part of(DeclaredType type) {
      return new Part(0, type.maxElements(), type, null);
    }

    /** A value that has no size. */
    static Part scalar(double cost) {
      return new Part(cost, 1, null, null);
    }

    static Part sized(double cost, double size) {
      return new Part(cost, size, null, null);
    }

    static Part unknown(double cost) {
      return new Part(cost, Double.POSITIVE_INFINITY, null, null);
    }

    static Part collection(double cost, double size, Part elements) {
      return new Part(cost, size, null, elements);
    }

    Part costing(double other) {
      return new Part(other, size, type, elements);
    }

    Part union(Part other) {
      DeclaredType shared = type == other.type ? type : null;
      boolean both = elements != null && other.elements != null;
      Part inside = both ? elements.union(other.elements) : null;
      return new Part(Math.max(cost, other.cost), Math.max(size, other.size), shared, inside);
    }

    Optional<Part> field(String name) {
      if (type == null) return Optional.empty();
      DeclaredType field = type.fields().get(name);
      return field == null ? element() : Optional.of(of(field));
    }

    Optional<Part> element() {
      if (elements != null) return Optional.of(elements.costing(0));
      return type == null ? Optional.empty() : type.elements().map(Part::of);
    }

    /** Keys of declared maps count nothing, as upstream has it. */
    Part key() {
      return type == null ? unknown(0) : sized(0, 0);
    }

    /** A product in which nothing times anything is nothing. */
    static double times(double left, double right) {
      return left == 0 || right == 0 ? 0 : left * right;
    }
  }

  /**
   * What a call costs beside its arguments.
   *
   * @param target whether the first argument is what the function is a member of
   */
  static double cost(String function, List<Part> arguments, boolean target) {
    double first = size(arguments, 0);
    double second = size(arguments, 1);
    return switch (function) {
      case "check" -> CHECK;
      case "isSorted", "sum", "max", "min" -> traversal(arguments.getFirst());
      case "indexOf", "lastIndexOf" -> traversal(arguments.getFirst());
      case "url", "lowerAscii", "upperAscii", "substring", "trim", "cidr", "isIP", "isCIDR" ->
          read(first, 1);
      case "quantity", "isQuantity", "semver", "isSemver" -> read(first, 1);
      case "ip" -> target ? 1 : read(first, 1);
      case "bytes", "format" -> read(first, 1);
      case "startsWith", "endsWith" -> read(second, 1);
      case "replace", "split", "ip.isCanonical", "isCanonical" -> read(first, 2);
      case "join" -> read(joined(arguments), 1);
      case "find", "findAll", "matches" -> match(first, second);
      case "contains" -> Part.times(read(first, 1), read(second, 1));
      case "containsIP" -> read(32, 1) + read(second, 1);
      case "containsCIDR" -> read(32, 1) + read(16, 1) + 1 + read(second, 1);
      case "validate" -> Math.ceil(read(second, 1) * FORMAT_PATTERN);
      case "@in", "_in_" -> second;
      case "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_" -> read(Math.min(first, second), 1);
      case "_+_" -> arguments.getFirst().elements() == null ? read(first + second, 1) : 1;
      case "sets.contains", "sets.intersects", "intersects" -> 1 + Part.times(first, second);
      case "sets.equivalent", "equivalent" -> 1 + 2 * Part.times(first, second);
      default -> 1;
    };
  }

  /** What is known of the result; none where only its type tells. */
  static Optional<Part> result(String function, List<Part> arguments) {
    double first = size(arguments, 0);
    return switch (function) {
      case "_+_" ->
          Optional.of(
              new Part(
                  0,
                  first + size(arguments, 1),
                  null,
                  arguments.get(0).element().map(p -> p.union(second(arguments))).orElse(null)));
      case "lowerAscii", "upperAscii", "substring", "trim", "url", "find", "findAll" ->
          Optional.of(Part.sized(0, first));
      case "split" -> Optional.of(Part.collection(0, first, Part.sized(0, first)));
      case "join" -> Optional.of(Part.sized(0, joined(arguments)));
      case "replace" -> {
        double more = Part.times(first + 1, size(arguments, 2));
        yield Optional.of(Part.sized(0, first + more));
      }
      default -> Optional.empty();
    };
  }

  private static Part second(List<Part> arguments) {
    return arguments.get(1).element().orElse(Part.unknown(0));
  }

  private static double joined(List<Part> arguments) {
    Part list = arguments.getFirst();
    double element = list.element().map(Part::size).orElse(Double.POSITIVE_INFINITY);
    double separator = arguments.size() > 1 ? size(arguments, 1) : 0;
    return Part.times(list.size(), element) + Part.times(Math.max(0, list.size() - 1), separator);
  }

  private static double traversal(Part list) {
    Optional<Part> element = list.element();
    if (element.isEmpty()) return read(list.size(), 1);
    return Part.times(list.size(), 1 + read(element.get().size(), 1));
  }

  private static double match(double text, double pattern) {
    return Part.times(read(text + 1, 1), Math.ceil(pattern * PATTERN));
  }

  private static double size(List<Part> arguments, int index) {
    return index < arguments.size() ? arguments.get(index).size() : 0;
  }

  private static double read(double size, int times) {
    return Math.ceil(size * times * READ);
  }
}
