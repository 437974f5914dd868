package dev.skiff.controlplane.api.request;

import dev.skiff.controlplane.api.StatusException;
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

  private static final List<String> OPERATORS = List.of("!=", "==", "=");

  /**
   * One comparison.
   *
   * @param path for example {@code spec.nodeName}
   * @param equal false for {@code !=}
   */
  public record Term(String path, String value, boolean equal) {

    /** Whether it is about no field and no value: {@code =} and {@code !=} select everything. */
    private boolean isVoid() {
      return path.isEmpty() && value.isEmpty();
    }
  }

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
    if (text == null || text.isEmpty()) return EVERYTHING;
    List<Term> terms = new ArrayList<>();
    for (String part : split(text)) {
      if (part.isEmpty()) continue;
      Term term = term(text, part);
      if (!term.isVoid()) terms.add(term);
    }
    return new FieldSelector(terms);
  }

  /** The name in a {@code metadata.name=} term; empty if there is none or it is malformed. */
  static String exactName(String text) {
    if (text == null || !text.contains("metadata.name")) return "";
    try {
      return parse(text).exact("metadata.name");
    } catch (StatusException malformed) {
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
      for (String operator : OPERATORS) {
        if (!part.startsWith(operator, i)) continue;
        String value = unescape(part.substring(i + operator.length()));
        return new Term(part.substring(0, i), value, !operator.equals("!="));
      }
    }
    throw Statuses.badRequest("invalid selector: '" + whole + "'; can't understand '" + part + "'");
  }

  /** The terms in the order in which upstream looks at them. */
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
    parts.sort(null);
    return parts;
  }

  private static String unescape(String value) {
    StringBuilder plain = new StringBuilder();
    boolean escaped = false;
    for (int c : value.codePoints().toArray()) {
      boolean special = "\\,=".indexOf(c) >= 0;
      if (escaped && !special) throw badEscape("\\" + Character.toString(c));
      if (!escaped && c == '=') {
        // Upstream prints the character's number.
        throw Statuses.badRequest("invalid field selector: unescaped character in value: " + c);
      }
      escaped = !escaped && c == '\\';
      if (!escaped) plain.appendCodePoint(c);
    }
    if (escaped) throw badEscape("\\");
    return plain.toString();
  }

  private static StatusException badEscape(String sequence) {
    return Statuses.badRequest("invalid field selector: invalid escape sequence: " + sequence);
  }
}
