package dev.skiff.controlplane.resource.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.resource.Quantity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongPredicate;

/** What {@code rules.yaml} can ask of a value. A value that is absent passes unless it is said. */
@FunctionalInterface
interface FieldCheck {
  /** Forms of texts, by the name they have in the file. */
  Map<String, Function<String, List<String>>> FORMS =
      Map.ofEntries(
          Map.entry("subdomain", Names::subdomain),
          Map.entry("subdomain-prefix", text -> Names.checkPrefix(Names.Rule.SUBDOMAIN, text)),
          Map.entry("label", Names::label),
          Map.entry("label1035", Names::label1035),
          Map.entry("qualified", Names::qualified),
          Map.entry("segment", Names::pathSegment),
          Map.entry("namespace", name -> Names.check(Names.Rule.NAMESPACE, name)),
          Map.entry("label-value", Names::labelValue),
          Map.entry("port-name", Names::portName),
          Map.entry("ip", Addresses::ip),
          Map.entry("ip-in-use", FieldCheck::addressInUse),
          Map.entry("config-key", Names::configKey),
          Map.entry("host", HostNames::rule),
          Map.entry("tls-host", HostNames::certificate),
          Map.entry("dns-search", HostNames::search),
          Map.entry("http-header", HostNames::header),
          Map.entry("sysctl", HostNames::kernelParameter),
          Map.entry("cidr", Addresses::cidr),
          Map.entry("interface-address", Addresses::ofInterface));

  /** Characters of paths, as RFC 3986 has them. */
  String HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

  /** Looks at a value. */
  void check(String field, JsonNode value, FieldErrors errors);

  /** A check that is only asked of what it is about. */
  private static FieldCheck guarded(String text, String detail) {
    FieldCheck check = parse(text, detail);
    Asked asked = Asked.parse(text);
    return (field, value, errors) -> {
      if (asked.of(value, false)) check.check(field, value, errors);
    };
  }

  /** The check alone; see {@link Asked}. */
  static FieldCheck parse(String text, String detail) {
    String[] words = text.split(" ");
    String first = words[0];
    if (first.equals("each")) return each(guarded(text.substring(5), detail));
    if (first.equals("each-as")) {
      return eachAs(
          words[1], guarded(text.substring("each-as ".length() + words[1].length() + 1), detail));
    }
    if (first.equals("member")) {
      return member(
          words[1], guarded(text.substring("member ".length() + words[1].length() + 1), detail));
    }
    String word = first.endsWith("!") ? first.substring(0, first.length() - 1) : first;
    List<String> arguments =
        text.contains("|") && word.equals("in")
            ? List.of(text.substring(first.length() + 1).split("\\|"))
            : List.of(words).subList(1, words.length);
    return parse(word, arguments, detail);
  }

  private static FieldCheck parse(String word, List<String> arguments, String detail) {
    return switch (word) {
      case "required", "missing" -> (field, value, errors) -> errors.required(field, detail);
      case "forbidden" -> (field, value, errors) -> errors.forbidden(field, detail);
      case "invalid" ->
          (field, value, errors) -> errors.invalid(field, shown(arguments, value), detail);
      case "invalid-at" ->
          (field, value, errors) ->
              errors.invalid(field + "." + arguments.getFirst(), value, detail);
      case "whole-in", "whole-in-at" ->
          (field, value, errors) -> {
            String member = arguments.getFirst();
            List<String> values = arguments.subList(1, arguments.size());
            if (values.contains(value.path(member).asText(""))) return;
            errors.unsupported(
                word.equals("whole-in") ? field : field + "." + member, value, values);
          };
      case "skip" -> (field, value, errors) -> {};
      case "longest" ->
          (field, value, errors) -> {
            if (GoText.bytes(value.asText("")) <= number(arguments, 0)) return;
            if (detail.isEmpty()) errors.tooLong(field, number(arguments, 0));
            else errors.invalid(field, value, detail);
          };
      case "too-many", "limit" ->
          (field, value, errors) -> {
            if (value.size() > number(arguments, 0)) {
              errors.tooMany(field, value.size(), number(arguments, 0));
            }
          };
      case "in" ->
          (field, value, errors) -> {
            if (!arguments.contains(value.asText(""))) {
              errors.unsupported(field, value.asText(""), arguments);
            }
          };
      case "all-in" ->
          (field, value, errors) -> {
            for (JsonNode one : value) {
              if (!arguments.contains(one.asText(""))) {
                errors.unsupported(field, one.asText(""), arguments);
              }
            }
          };
      case "at-least" ->
          number(
              n -> n >= number(arguments, 0),
              or(detail, "must be greater than or equal to " + arguments.getFirst()));
      case "at-most" ->
          number(
              n -> n <= number(arguments, 0),
              or(detail, "must be less than or equal to " + arguments.getFirst()));
      case "above" ->
          number(
              n -> n > number(arguments, 0),
              or(detail, "must be greater than " + arguments.getFirst()));
      case "between" ->
          number(
              n -> n >= number(arguments, 0) && n <= number(arguments, 1),
              or(
                  detail,
                  "must be between "
                      + arguments.get(0)
                      + " and "
                      + arguments.get(1)
                      + ", inclusive"));
      case "items" ->
          (field, value, errors) -> {
            if (value.size() > number(arguments, 0)) errors.invalid(field, value, detail);
          };
      case "joined" ->
          (field, value, errors) -> {
            int length = value.size() - 1;
            for (JsonNode one : value) length += GoText.bytes(one.asText(""));
            if (length > number(arguments, 0)) errors.invalid(field, value, detail);
          };
      case "subset" ->
          (field, value, errors) -> {
            if (has(value, "*")) return;
            for (JsonNode one : value) {
              if (arguments.contains(one.asText(""))) continue;
              errors.unsupported(field, value, arguments);
              return;
            }
          };
      case "alone" ->
          (field, value, errors) -> {
            if (value.size() > 1 && has(value, arguments.getFirst())) {
              errors.invalid(field, value, detail);
            }
          };
      case "storage-parameters" -> StorageRules::parameters;
      case "topologies" -> StorageRules::topologies;
      case "inline-volume" -> InlineVolumeRules::check;
      case "namespaces-of-rule" -> FlowRules::namespaces;
      case "paths-of-rule" -> FlowRules::paths;
      case "queue-hand" -> FlowRules::hand;
      case "quantity" -> FieldCheck::quantity;
      case "count-or-percent" -> FieldCheck::countOrPercent;
      case "port" -> (field, value, errors) -> PortNumbers.check(field, value.asLong(), errors);
      case "selector" -> LabelSelectors::check;
      case "label-keys" -> LabelKeys::check;
      case "fully-qualified" -> DeviceNames::fullyQualified;
      case "driver" -> DeviceNames::driver;
      case "pool-name" -> DeviceNames::pool;
      case "device-parameters" -> DeviceNames::parameters;
      case "device-keys" -> DeviceNames::keys;
      case "device-attribute" -> DeviceNames::attribute;
      case "conditions" -> ConditionRules::check;
      case "node-fields" -> NodeSelectorRules::fields;
      case "node-label-values" -> NodeSelectorRules::labelValues;
      case "one-per-family" ->
          (field, value, errors) -> {
            long six = 0;
            for (JsonNode one : value) if (one.asText("").contains(":")) six++;
            if (six <= 1 && value.size() - six <= 1) return;
            errors.invalid(
                field,
                value,
                "may specify no more than one " + arguments.getFirst() + " for each IP family");
          };
      case "whole-selector" ->
          (field, value, errors) -> {
            FieldErrors found = new FieldErrors();
            LabelSelectors.check(field, value, found);
            if (!found.isEmpty()) {
              errors.invalid(field, JsonNodeFactory.instance.nullNode(), "invalid label selector.");
            }
          };
      case "fits" ->
          (field, value, errors) -> {
            JsonNode one = value.path(arguments.get(0));
            JsonNode most = value.path(arguments.get(1));
            if (one.asLong() <= most.asLong()) return;
            errors.invalid(
                field + "." + arguments.get(0),
                one.asLong(),
                or(detail, "should not be greater than " + arguments.get(1) + " (" + most + ")"));
          };
      case "one-of" ->
          (field, value, errors) -> {
            List<String> there =
                arguments.stream()
                    .filter(n -> chosen(value.path(n)))
                    .map(n -> '`' + n + '`')
                    .toList();
            String one = "exactly one of `" + String.join("`, `", arguments) + "` is required";
            if (there.isEmpty()) errors.required(field, one);
            if (there.size() < 2) return;
            errors.invalid(
                field, "{" + String.join(", ", there) + "}", one + ", but multiple fields are set");
          };
      case "labels" -> MetadataRules::labels;
      case "domain-path" -> FieldCheck::domainPath;
      case "unique" ->
          (field, value, errors) ->
              unique(field, arguments.isEmpty() ? "" : arguments.getFirst(), value, errors);
      case "lowercase-qualified" ->
          (field, value, errors) -> {
            String lower = value.asText("").toLowerCase(Locale.ROOT);
            Names.qualified(lower).forEach(wrong -> errors.invalid(field, lower, wrong));
          };
      case "absolute" ->
          text(path -> path.startsWith("/") ? List.of() : List.of("must be an absolute path"));
      case "no-back-steps" ->
          text(
              path ->
                  List.of(path.split("/")).contains("..")
                      ? List.of("must not contain '..'")
                      : List.of());
      case "matches" ->
          text(value -> value.matches(String.join(" ", arguments)) ? List.of() : List.of(detail));
      default -> text(form(word));
    };
  }

  private static Function<String, List<String>> form(String name) {
    Function<String, List<String>> form = FORMS.get(name);
    if (form == null) throw new IllegalArgumentException("No such check: " + name);
    return form;
  }

  /** Nothing, or what Go's encoder takes for nothing. */
  static boolean absent(JsonNode value) {
    return value.isMissingNode()
        || value.isNull()
        || (value.isTextual() && value.textValue().isEmpty())
        || (value.isContainerNode() && value.isEmpty());
  }

  /** Whether one of several fields was chosen: one that is empty, or false, was not. */
  private static boolean chosen(JsonNode value) {
    boolean empty = value.isMissingNode() || value.isNull() || value.asText("").isEmpty();
    return value.isContainerNode() || !empty && !value.asText().equals("false");
  }

  private static boolean has(JsonNode list, String text) {
    for (JsonNode one : list) if (one.asText("").equals(text)) return true;
    return false;
  }

  private static FieldCheck each(FieldCheck check) {
    return (field, value, errors) -> {
      for (int i = 0; i < value.size(); i++) {
        check.check(field + "[" + i + "]", value.get(i), errors);
      }
    };
  }

  private static FieldCheck eachAs(String name, FieldCheck check) {
    return (field, value, errors) -> {
      String as = field.substring(0, field.lastIndexOf('.') + 1) + name;
      for (JsonNode one : value) check.check(as, one, errors);
    };
  }

  private static FieldCheck member(String name, FieldCheck check) {
    return (field, value, errors) -> check.check(field + "." + name, value.path(name), errors);
  }

  private static FieldCheck text(Function<String, List<String>> form) {
    return (field, value, errors) ->
        form.apply(value.asText(""))
            .forEach(wrong -> errors.invalid(field, value.asText(""), wrong));
  }

  private static FieldCheck number(LongPredicate good, String detail) {
    return (field, value, errors) -> {
      if (!good.test(value.asLong())) errors.invalid(field, value.asLong(), detail);
    };
  }

  private static long number(List<String> arguments, int index) {
    return Long.parseLong(arguments.get(index));
  }

  private static String or(String detail, String usual) {
    return detail.isEmpty() ? usual : detail;
  }

  /** {@code invalid ""} and {@code invalid null} show that instead of the value. */
  private static JsonNode shown(List<String> arguments, JsonNode value) {
    if (arguments.isEmpty()) return value;
    return switch (arguments.getFirst()) {
      case "null" -> JsonNodeFactory.instance.nullNode();
      default -> JsonNodeFactory.instance.textNode("");
    };
  }

  private static void quantity(String field, JsonNode value, FieldErrors errors) {
    if (value.isObject()) {
      value
          .properties()
          .forEach(e -> quantity(field + "[" + e.getKey() + "]", e.getValue(), errors));
      return;
    }
    if (Quantity.parse(value.asText()).value().compareTo(BigDecimal.ZERO) < 0) {
      errors.invalid(field, value.asText(), "must be greater than or equal to 0");
    }
  }

  private static void countOrPercent(String field, JsonNode value, FieldErrors errors) {
    CountOrPercent.check(field, value, errors);
    CountOrPercent.checkShare(field, value, errors);
  }

  /** Elements, or a key of elements, that occur twice. */
  private static void unique(String field, String key, JsonNode list, FieldErrors errors) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode value = key.isEmpty() ? list.get(i) : list.get(i).path(key);
      if (seen.add(value.asText(""))) continue;
      errors.duplicate(field + "[" + i + "]" + (key.isEmpty() ? "" : "." + key), value.asText(""));
    }
  }

  /** A path with the domain that it belongs to. */
  private static void domainPath(String field, JsonNode value, FieldErrors errors) {
    String text = value.asText("");
    int slash = text.indexOf('/');
    if (text.isEmpty()) {
      errors.required(field);
    } else if (slash <= 0 || slash == text.length() - 1) {
      errors.invalid(field, text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      String domain = text.substring(0, slash);
      String path = text.substring(slash + 1);
      Names.subdomain(domain).forEach(wrong -> errors.invalid(field, domain, wrong));
      if (path.matches(HTTP_PATH)) return;
      errors.invalid(
          field, path, "Invalid path (regex used for validation is '" + HTTP_PATH + "')");
    }
  }

  /** Two of upstream's checks find what is no address. */
  private static List<String> addressInUse(String text) {
    List<String> wrong = new ArrayList<>(Addresses.ip(text));
    if (wrong.isEmpty()) return Addresses.reachable(text);
    wrong.add("must be a valid IP address");
    return wrong;
  }
}
