package dev.skiff.controlplane.resource.custom.rule;

import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OptionalType;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.ValidationRule;
import dev.skiff.controlplane.resource.cel.CelCompileException;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.CelProgram;
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
 */
record CompiledRule(
    ValidationRule rule,
    CelProgram program,
    String error,
    CelProgram message,
    String messageError) {

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
    if (rule.rule().isBlank()) return new CompiledRule(rule, null, "", null, "");
    CelProgram program;
    try {
      program = environment.compile(rule.rule());
    } catch (CelCompileException wrong) {
      return new CompiledRule(rule, null, "compilation failed: " + wrong.getMessage(), null, "");
    }
    if (!program.outputType().equals(SimpleType.BOOL)) {
      return new CompiledRule(rule, null, "cel expression must evaluate to a bool", null, "");
    }
    if (rule.messageExpression().isBlank()) return new CompiledRule(rule, program, "", null, "");
    try {
      CelProgram message = environment.compile(rule.messageExpression());
      return message.outputType().equals(SimpleType.STRING)
          ? new CompiledRule(rule, program, "", message, "")
          : new CompiledRule(
              rule, program, "", null, "messageExpression must evaluate to a string");
    } catch (CelCompileException wrong) {
      String error = "messageExpression compilation failed: " + wrong.getMessage();
      return new CompiledRule(rule, program, "", null, error);
    }
  }

  /** Whether it compares with the value before a change. */
  boolean usesOldSelf() {
    return program != null
        && program.tree().getReferenceMap().values().stream()
            .map(CelReference::name)
            .anyMatch("oldSelf"::equals);
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
