package dev.skiff.controlplane.api.request;

import dev.skiff.controlplane.api.Statuses;
import dev.skiff.controlplane.resource.ResourceType;
import dev.skiff.controlplane.resource.validation.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A field selector: terms {@code path=value} and {@code path!=value} that must all hold.
 *
 * @param terms empty selects everything
 */
public record FieldSelector(List<Term> terms) {

  /** Selects everything. */
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /**
   * One comparison.
   *
   * @param path for example {@code spec.nodeName}
   * @param equal false for {@code !=}
   */
  public record Term(String path, String value, boolean equal) {}

  /** Selects the object of a name. */
  static FieldSelector ofName(String name) {
    return new FieldSelector(List.of(new Term("metadata.name", name, true)));
  }

  /**
   * Reads the text form; values may escape {@code \ , =} with a backslash.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 if it is malformed
   */
  public static FieldSelector parse(String text) {
    if (text == null || text.isBlank()) return EVERYTHING;
    List<Term> terms = new ArrayList<>();
    for (String part : split(text)) {
      if (!part.isEmpty()) terms.add(term(text, part));
    }
    return new FieldSelector(terms);
  }

  /** The name in a {@code metadata.name=} term; empty if there is none or it is malformed. */
  static String exactName(String text) {
    if (text == null || !text.contains("metadata.name")) return "";
    try {
      return parse(text).exact("metadata.name");
    } catch (dev.skiff.controlplane.api.StatusException malformed) {
      return "";
    }
  }

  /** The value that a path must have, empty if no term says so. */
  public String exact(String path) {
    for (Term term : terms) {
      if (term.equal() && term.path().equals(path)) return term.value();
    }
    return "";
  }

  public boolean isEmpty() {
    return terms.isEmpty();
  }

  /** The same terms about fields of other names. */
  public FieldSelector renamed(UnaryOperator<String> names) {
    return new FieldSelector(
        terms.stream()
            .map(term -> new Term(names.apply(term.path()), term.value(), term.equal()))
            .toList());
  }

  /** Whether at most one object of a namespace can be selected. */
  public boolean namesOne() {
    return terms.stream().anyMatch(term -> term.equal() && term.path().equals("metadata.name"));
  }

  /** Whether no term is about a field that depends on the object's version. */
  public boolean namesMetadataOnly() {
    return terms.stream().allMatch(term -> term.path().startsWith("metadata."));
  }

  /**
   * @param fields values by path; a missing one counts as empty
   */
  public boolean matches(Map<String, String> fields) {
    for (Term term : terms) {
      boolean same = fields.getOrDefault(term.path(), "").equals(term.value());
      if (same != term.equal()) return false;
    }
    return true;
  }

  /**
   * Refuses paths that a resource cannot select by.
   *
   * @throws dev.skiff.controlplane.api.StatusException 400 in the words that upstream has for the
   *     kind
   */
  public void requireSelectable(ResourceType type) {
    boolean plain = type.selectableFields().isEmpty() && !type.custom();
    for (Term term : terms) {
      String path = term.path();
      boolean known =
          path.equals("metadata.name")
              || (path.equals("metadata.namespace") && (type.namespaced() || plain))
              || type.selectableFields().contains(path);
      if (!known) throw Statuses.badRequest(plain ? onlyMetadata(path) : refusal(type, path));
    }
  }

  private static String onlyMetadata(String path) {
    return GoText.quote(path)
        + " is not a known field selector: only \"metadata.name\", \"metadata.namespace\"";
  }

  private static String refusal(ResourceType type, String path) {
    return switch (type.groupResource()) {
      case "jobs.batch" -> "field label " + GoText.quote(path) + " not supported for Job";
      case "resourceslices.resource.k8s.io" ->
          "field label not supported for %s, Kind=%s: %s"
              .formatted(type.apiVersion(), type.kind(), path);
      default -> "field label not supported: " + path;
    };
  }

  private static Term term(String whole, String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '\\') {
        i++;
      } else if (part.startsWith("!=", i)) {
        return new Term(part.substring(0, i), unescape(whole, part.substring(i + 2)), false);
      } else if (part.startsWith("==", i)) {
        return new Term(part.substring(0, i), unescape(whole, part.substring(i + 2)), true);
      } else if (c == '=') {
        return new Term(part.substring(0, i), unescape(whole, part.substring(i + 1)), true);
      }
    }
    throw Statuses.badRequest("invalid selector: '" + whole + "'; can't understand '" + part + "'");
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String unescape(String whole, String value) {
    if (value.indexOf('\\') < 0 && value.indexOf('=') < 0) return value;
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '=') {
        throw Statuses.badRequest(
            "invalid field selector: unescaped character in value: '" + whole);
      }
      if (c == '\\') {
        if (++i == value.length() || "\\,=".indexOf(value.charAt(i)) < 0) {
          throw Statuses.badRequest("invalid field selector: invalid escape sequence: " + value);
        }
        c = value.charAt(i);
      }
      plain.append(c);
    }
    return plain.toString();
  }
}
