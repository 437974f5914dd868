package dev.skiff.controlplane.resource.cel;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How fields are called in expressions: names that are no identifiers are escaped. */
public final class FieldNames {
  /** Words that are no identifiers in expressions. */
  public static final Set<String> RESERVED =
      Set.copyOf(
          List.of(
              "true",
              "false",
              "null",
              "in",
              "as",
              "break",
              "const",
              "continue",
              "else",
              "for",
              "function",
              "if",
              "import",
              "let",
              "loop",
              "package",
              "namespace",
              "return",
              "var",
              "void",
              "while"));

  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Pattern ESCAPABLE = Pattern.compile("[a-zA-Z_./-][a-zA-Z0-9_./-]*");

  private FieldNames() {}

  /** The name in expressions; none for a name that cannot be escaped. */
  public static Optional<String> escape(String name) {
    if (RESERVED.contains(name)) return Optional.of("__" + name + "__");
    if (PLAIN.matcher(name).matches() && !name.contains("__")) return Optional.of(name);
    if (!ESCAPABLE.matcher(name).matches()) return Optional.empty();
    return Optional.of(
        name.replace("__", "__underscores__")
            .replace(".", "__dot__")
            .replace("-", "__dash__")
            .replace("/", "__slash__"));
  }

  /** Whether a name is an identifier. */
  public static boolean isIdentifier(String name) {
    return PLAIN.matcher(name).matches() && !RESERVED.contains(name);
  }
}
