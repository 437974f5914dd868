package dev.skiff.controlplane.resource.cel.estimate;

/** What calls can cost that make new lists. */
final class ListPrices {
  /** Of an empty list, and the call that makes it. */
  private static final double EMPTY = 11;

  private ListPrices() {}

  static Price of(Call call) {
    return switch (call.overload()) {
      case "list_slice" -> {
        double length = call.number(1, call.target().size().most()) - call.number(0, 0);
        yield list(Size.exactly(length < 0 ? Double.POSITIVE_INFINITY : length), 1);
      }
      case "lists_range" -> list(Size.exactly(call.number(0, Double.POSITIVE_INFINITY)), 1);
      case "list_reverse", "list_flatten" -> list(call.target().size(), 1);
      case "list_flatten_int" ->
          list(call.target().size(), call.number(0, Double.POSITIVE_INFINITY));
      case "list_distinct" -> list(call.target().size().times(call.target().size()), 2);
      default -> sorting(call);
    };
  }

  /** Each element is compared with each; texts are read meanwhile. */
  private static Price sorting(Call call) {
    boolean sort = call.function().equals("sort");
    if (!sort && !call.overload().endsWith("_sortByAssociatedKeys")) return Price.of(1);
    Size keys = sort ? call.target().size() : call.size(0);
    boolean read =
        call.overload().startsWith("list_string") || call.overload().startsWith("list_bytes");
    return list(keys.times(keys), read ? 2 + Prices.READ : 2);
  }

  private static Price list(Size size, double each) {
    return new Price(EMPTY + size.cost(each), size);
  }
}
