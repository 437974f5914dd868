package dev.skiff.controlplane.admission.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.resource.cel.CelCostException;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLimits;
import dev.skiff.controlplane.resource.cel.CelProgram;
import dev.skiff.controlplane.resource.cel.Compilation;
import dev.skiff.controlplane.resource.cel.Cost;
import dev.skiff.controlplane.resource.validation.FieldErrors;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An expression of a policy or of a match condition, compiled as far as that went.
 *
 * @param text what was written
 * @param program null if it does not compile
 * @param error why it does not compile, in upstream's words; else empty
 * @param impossible whether it is right in itself, but cannot be made a program
 */
public record Expression(String text, CelProgram program, String error, boolean impossible) {

  /**
   * Compiles.
   *
   * @param allowed types that its value may have; DYN allows all
   */
  public static Expression compile(CelEnvironment environment, String text, CelType... allowed) {
    List<CelType> types = List.of(allowed);
    Compilation compiled =
        Compilation.of(
            environment, text, actual -> types.contains(SimpleType.DYN) || types.contains(actual));
    String error =
        switch (compiled.problem()) {
          case NONE -> "";
          case MALFORMED -> "compilation failed: " + compiled.message();
          case OTHER_TYPE -> wrongType(types, compiled.checked().outputType());
          case IMPOSSIBLE -> "program instantiation failed: " + compiled.message();
        };
    boolean impossible = compiled.problem() == Compilation.Problem.IMPOSSIBLE;
    return new Expression(text, compiled.program(), error, impossible);
  }

  private static String wrongType(List<CelType> allowed, CelType actual) {
    String wanted = allowed.stream().map(Expression::name).collect(Collectors.joining(" "));
    return "must evaluate to %s but got %s"
        .formatted(allowed.size() == 1 ? wanted : "one of [" + wanted + "]", name(actual));
  }

  private static String name(CelType type) {
    return type == SimpleType.NULL_TYPE ? "null_type" : CelTypes.format(type);
  }

  /**
   * Reports why it does not compile, if it does not.
   *
   * @param written what is shown of the field
   */
  public void check(String field, String written, FieldErrors errors) {
    if (program != null) return;
    if (impossible) errors.internal(field, error);
    else errors.invalid(field, written, error);
  }

  /** Type of its value; any if it does not compile. */
  public CelType type() {
    return program == null ? SimpleType.DYN : program.outputType();
  }

  /**
   * Its value for a request.
   *
   * @throws CelException if it has none; with upstream's message about the expression
   * @throws OutOfBudget if all expressions together cost too much
   */
  public Object evaluate(AdmissionVariables variables, Budget budget) {
    if (program == null) throw new CelException("compilation error: " + error);
    Cost cost = new Cost(CelLimits.PER_CALL);
    try {
      return program.evaluate(variables, cost);
    } catch (CelException | CelCostException failed) {
      throw new CelException(
          "expression '%s' resulted in error: %s".formatted(text, failed.getMessage()));
    } finally {
      budget.spend(variables.takeCost() + cost.spent());
    }
  }
}
