package dev.skiff.controlplane.resource.cel;

import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationResult;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The compiler's messages in upstream's words. */
final class Issues {
  private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*", Pattern.DOTALL);

  /** Upstream takes these types of its libraries for structures. */
  private static final Pattern FIELDS =
      Pattern.compile("^type ('kubernetes\\..*') does not support field selection");

  private static final Pattern TIMES =
      Pattern.compile("(?<![\\w.])google\\.protobuf\\.(Duration|Timestamp)(?![\\w.])");

  private static final List<String> GRAMMAR =
      List.of("mismatched input", "extraneous input", "no viable alternative", "token recognition");

  private Issues() {}

  static CelCompileException syntax(CelValidationResult result) {
    return exception(result, true);
  }

  static CelCompileException types(CelValidationResult result) {
    return exception(result, false);
  }

  /** Upstream's checker calls two types otherwise than its values do. */
  static String typeNames(String message) {
    return TIMES.matcher(message).replaceAll(found -> found.group(1).toLowerCase(Locale.ROOT));
  }

  private static CelCompileException exception(CelValidationResult result, boolean syntax) {
    return new CelCompileException(
        result.getErrors().stream()
            .map(issue -> reworded(issue, syntax).toDisplayString(result.getSource()))
            .collect(Collectors.joining("\n")));
  }

  private static CelIssue reworded(CelIssue issue, boolean syntax) {
    String message = CANDIDATES.matcher(issue.getMessage()).replaceFirst("");
    if (!syntax) {
      message =
          FIELDS.matcher(typeNames(message)).replaceFirst("unexpected failed resolution of $1");
    }
    boolean grammar = syntax && GRAMMAR.stream().anyMatch(message::startsWith);
    if (grammar) message = "Syntax error: " + message;
    return CelIssue.formatError(issue.getExprId(), issue.getSourceLocation(), message);
  }
}
