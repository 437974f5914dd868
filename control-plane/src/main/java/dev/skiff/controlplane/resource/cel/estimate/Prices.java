package dev.skiff.controlplane.resource.cel.estimate;

import dev.cel.common.types.CelType;

/**
 * What calls can cost: those of the language here, those of libraries in {@link LibraryPrices}.
 * What has no price of its own costs one.
 */
final class Prices {
  /** Of a character that is read. */
  static final double READ = 0.1;

  /** Of a character of a pattern, for each that is compared with it. */
  private static final double PATTERN = 0.25;

  private Prices() {}

  static Price of(Call call) {
    return switch (call.overload()) {
      case "contains_string" ->
          Price.of(Size.times(call.target().size().cost(READ), call.size(0).cost(READ)));
      case "starts_with_string", "ends_with_string" -> Price.of(call.size(0).cost(READ));
      case "matches_string" -> Price.of(matching(call.target().size(), call.size(0)));
      case "in_list" -> Price.of(call.size(1).most());
      case "string_to_bytes" -> {
        Size text = call.size(0);
        yield new Price(text.cost(READ), new Size(text.least(), 4 * text.most()));
      }
      case "bytes_to_string" -> {
        Size bytes = call.size(0);
        yield new Price(bytes.cost(READ), new Size(Math.floor(bytes.least() / 4), bytes.most()));
      }
      case "add_list" -> new Price(1, call.size(0).plus(call.size(1)));
      case "add_string", "add_bytes" -> {
        Size sum = call.size(0).plus(call.size(1));
        yield new Price(sum.cost(READ), sum);
      }
      case "equals", "not_equals" -> Price.of(equality(call));
      case "less_string", "less_equals_string", "greater_string", "greater_equals_string" ->
          Price.of(comparison(call));
      case "less_bytes", "less_equals_bytes", "greater_bytes", "greater_equals_bytes" ->
          Price.of(comparison(call));
      default -> LibraryPrices.of(call);
    };
  }

  /** As far as the shorter one goes. */
  private static double comparison(Call call) {
    return Size.upTo(Math.min(call.size(0).most(), call.size(1).most())).cost(READ);
  }

  private static double equality(Call call) {
    CelType type = call.arguments().get(0).type();
    boolean same = type.equals(call.arguments().get(1).type());
    Double own = same ? LibraryPrices.equality(type, call) : null;
    return own == null ? comparison(call) : own;
  }

  /** An empty text is compared with the pattern, too. */
  static double matching(Size text, Size pattern) {
    return Size.times(text.plus(Size.ONE).cost(READ), pattern.cost(PATTERN));
  }
}
