package dev.skiff.controlplane.resource.custom.rule;

import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.ValidationRule;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.CelProgram;
import dev.skiff.controlplane.resource.cel.Compilation;
import dev.skiff.controlplane.resource.cel.DeclaredType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A rule of a custom resource, compiled as far as that went.
 *
 * @param program null if the rule is empty or wrong
 * @param error what is wrong with the rule; else empty
 * @param message null if there is no expression for it, or a wrong one
 * @param messageError what is wrong with that; else empty
 * @param usesOldSelf whether it compares with the value before a change
 */
record CompiledRule(
    ValidationRule rule,
    CelProgram program,
    String error,
    CelProgram message,
    String messageError,
    boolean usesOldSelf) {
  private static final Words RULE =
      new Words(
          SimpleType.BOOL,
          "cel expression must evaluate to a bool",
          "compilation failed: ",
          "program instantiation failed: ");
  private static final Words MESSAGE =
      new Words(
          SimpleType.STRING,
          "messageExpression must evaluate to a string",
          "messageExpression compilation failed: ",
          "messageExpression instantiation failed: ");

  /** Compiles the rules of one value. */
  static List<CompiledRule> compile(List<ValidationRule> rules, DeclaredType self) {
    CelType type = self.type();
    CelEnvironment plain = CelEnvironment.of(Map.of("self", type, "oldSelf", type), Map.of());
    CelEnvironment optional =
        CelEnvironment.of(Map.of("self", type, "oldSelf", OptionalType.create(type)), Map.of());
    List<CompiledRule> compiled = new ArrayList<>();
    for (ValidationRule rule : rules) {
      compiled.add(compile(rule, rule.optionalOldSelf() ? optional : plain));
    }
    return List.copyOf(compiled);
  }

  private static CompiledRule compile(ValidationRule rule, CelEnvironment environment) {
    if (rule.rule().isBlank()) return new CompiledRule(rule, null, "", null, "", false);
    Compilation condition = Compilation.of(environment, rule.rule(), RULE.type::equals);
    boolean old = usesOldSelf(condition);
    String error = RULE.about(condition);
    if (condition.program() == null || rule.messageExpression().isBlank()) {
      return new CompiledRule(rule, condition.program(), error, null, "", old);
    }
    Compilation message =
        Compilation.of(environment, rule.messageExpression(), MESSAGE.type::equals);
    return new CompiledRule(
        rule, condition.program(), error, message.program(), MESSAGE.about(message), old);
  }

  private static boolean usesOldSelf(Compilation rule) {
    return switch (rule.problem()) {
      case MALFORMED, OTHER_TYPE -> false;
      case NONE, IMPOSSIBLE ->
          rule.checked().tree().getReferenceMap().values().stream()
              .map(CelReference::name)
              .anyMatch("oldSelf"::equals);
    };
  }

  /** What is wanted of an expression, and how messages begin that say it is not so. */
  private record Words(CelType type, String wrongType, String wrong, String impossible) {
    String about(Compilation compiled) {
      return switch (compiled.problem()) {
        case NONE -> "";
        case MALFORMED -> wrong + compiled.message();
        case OTHER_TYPE -> wrongType;
        case IMPOSSIBLE -> impossible + compiled.message();
      };
    }
  }

  /** What to say of a value that does not comply. */
  String defaultMessage() {
    return rule.message().isEmpty() ? "failed rule: " + name() : rule.message().strip();
  }

  /** How errors refer to the rule. */
  String name() {
    return rule.message().isEmpty() ? rule.rule().strip() : rule.message().strip();
  }
}
