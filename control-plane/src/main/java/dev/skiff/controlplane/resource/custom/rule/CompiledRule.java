package dev.skiff.controlplane.resource.custom.rule;

import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.ValidationRule;
import dev.skiff.controlplane.resource.cel.CelCompileException;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.CelProgram;
import dev.skiff.controlplane.resource.cel.CheckedExpression;
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
    Part condition = Part.compile(environment, rule.rule(), RULE);
    Part message =
        condition.program == null || rule.messageExpression().isBlank()
            ? Part.NONE
            : Part.compile(environment, rule.messageExpression(), MESSAGE);
    return new CompiledRule(
        rule,
        condition.program,
        condition.error,
        message.program,
        message.error,
        condition.refersTo("oldSelf"));
  }

  /** What is wanted of an expression, and how messages begin that say it is not so. */
  private record Words(CelType type, String wrongType, String wrong, String impossible) {}

  /** An expression of a rule, as far as it is right. */
  private record Part(CheckedExpression checked, CelProgram program, String error) {
    private static final Part NONE = new Part(null, null, "");

    static Part compile(CelEnvironment environment, String expression, Words words) {
      CheckedExpression checked;
      try {
        checked = environment.check(expression);
      } catch (CelCompileException refused) {
        return new Part(null, null, words.wrong + refused.getMessage());
      }
      if (!checked.outputType().equals(words.type)) return new Part(null, null, words.wrongType);
      try {
        return new Part(checked, checked.program(), "");
      } catch (CelCompileException refused) {
        return new Part(checked, null, words.impossible + refused.getMessage());
      }
    }

    boolean refersTo(String variable) {
      return checked != null
          && checked.tree().getReferenceMap().values().stream()
              .map(CelReference::name)
              .anyMatch(variable::equals);
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
