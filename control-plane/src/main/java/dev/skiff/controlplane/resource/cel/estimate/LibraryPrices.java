package dev.skiff.controlplane.resource.cel.estimate;

import static dev.skiff.controlplane.resource.cel.estimate.Prices.READ;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;

/** What calls of functions can cost that libraries add to the language. */
final class LibraryPrices {
  private static final double LONGEST_FORMAT = 64;

  /** The longest pattern of a format, by what a character of a pattern costs. */
  private static final double FORMAT = 128 * 0.25;

  private static final Size ADDRESS = new Size(4, 16);
  private static final double NETWORK = ADDRESS.plus(ADDRESS).cost(READ);

  private LibraryPrices() {}

  static Price of(Call call) {
    return switch (call.function()) {
      case "isSorted", "sum", "max", "min", "indexOf", "lastIndexOf" ->
          Price.of(traversal(call.target()));
      case "url" -> new Price(call.size(0).cost(READ), call.size(0));
      case "cidr", "isIP", "isCIDR", "quantity", "isQuantity", "semver", "isSemver" ->
          Price.of(call.size(0).cost(READ));
      case "ip" -> Price.of(call.target() == null ? call.size(0).cost(READ) : 1);
      case "lowerAscii", "upperAscii", "substring", "trim" -> {
        Size text = call.target().size();
        yield new Price(text.cost(READ), text);
      }
      case "format" -> Price.of(call.target().size().cost(READ));
      case "find", "findAll" -> {
        Size text = call.target().size();
        yield new Price(Prices.matching(text, call.size(0)), Size.upTo(text.most()));
      }
      case "split" -> {
        Size text = call.target().size();
        yield new Price(text.cost(2 * READ), Size.upTo(call.number(1, text.most())));
      }
      case "replace" -> new Price(call.target().size().cost(2 * READ), replaced(call));
      case "join" -> {
        Size joined = joined(call);
        yield new Price(joined.cost(READ), joined);
      }
      case "containsIP" -> Price.of(NETWORK + parsed(call, "cidr_contains_ip_string"));
      case "containsCIDR" ->
          Price.of(NETWORK + ADDRESS.cost(READ) + 1 + parsed(call, "cidr_contains_cidr_string"));
      case "validate" -> Price.of(Math.ceil(call.size(0).cost(READ) * FORMAT));
      default -> byOverload(call);
    };
  }

  private static Price byOverload(Call call) {
    return switch (call.overload()) {
      case "ip_is_canonical" -> Price.of(call.size(0).cost(2 * READ));
      case "strings_quote" -> {
        Size text = call.size(0);
        yield new Price(text.cost(READ), new Size(text.least() + 2, 2 * text.most() + 2));
      }
      case "list_sets_contains_list", "list_sets_intersects_list" ->
          Price.of(call.size(0).times(call.size(1)).cost(1) + 1);
      case "list_sets_equivalent_list" -> Price.of(call.size(0).times(call.size(1)).cost(2) + 1);
      default -> ListPrices.of(call);
    };
  }

  /** Values of some types are compared at a glance. */
  static Double equality(CelType type, Call call) {
    return switch (type.name()) {
      case "net.IP", "net.CIDR", "kubernetes.Quantity", "kubernetes.Semver" -> 1.0;
      case "kubernetes.NamedFormat" -> Size.upTo(LONGEST_FORMAT).cost(READ);
      case "kubernetes.URL" -> call.size(1).cost(READ);
      default -> null;
    };
  }

  private static double parsed(Call call, String overload) {
    return call.overload().equals(overload) ? call.size(0).cost(READ) : 0;
  }

  private static double traversal(Part target) {
    if (target.type().parameters().isEmpty()) return target.size().cost(READ);
    CelKind element = target.type().parameters().getFirst().kind();
    boolean read = element == CelKind.STRING || element == CelKind.BYTES;
    return Size.times(target.size().most(), 1 + (read ? elements(target).cost(READ) : 0));
  }

  /** Of elements only the schema knows the size; what is not known to be a list has none. */
  private static Size elements(Part list) {
    if (list.type().parameters().isEmpty()) return Size.NOTHING;
    Size size = list.place() == null ? null : list.place().elements().size();
    return size == null ? Size.UNKNOWN : size;
  }

  private static Size joined(Call call) {
    Size list = call.target().size();
    Size separators = new Size(Math.max(0, list.least() - 1), Math.max(0, list.most() - 1));
    return list.times(elements(call.target())).plus(call.size(0).times(separators));
  }

  /** Short texts are replaced by long ones as often as they can be there. */
  private static Size replaced(Call call) {
    Size text = call.target().size();
    Size wanted = call.size(0);
    Size instead = call.size(1);
    return new Size(shortest(text, wanted, instead), longest(text, wanted, instead));
  }

  private static double longest(Size text, Size wanted, Size instead) {
    if (wanted.least() == 0) return Size.times(text.most() + 1, instead.most()) + text.most();
    if (instead.most() <= wanted.least()) return text.most();
    return Size.times(Math.ceil(text.most() / wanted.least()), instead.most());
  }

  private static double shortest(Size text, Size wanted, Size instead) {
    if (wanted.most() == 0) return Size.times(text.least() + 1, instead.least()) + text.least();
    if (wanted.most() <= instead.least()) return text.least();
    return Size.times(Math.ceil(text.least() / wanted.most()), instead.least());
  }
}
