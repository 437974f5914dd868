package dev.skiff.controlplane.admission.policy;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import dev.skiff.controlplane.admission.expression.AdmissionEnvironment;
import dev.skiff.controlplane.admission.expression.Expression;
import dev.skiff.controlplane.resource.cel.CelEnvironment;
import dev.skiff.controlplane.resource.cel.Structures;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Compiles the expressions of one policy. Each variable is known to all that come after it, as
 * {@code variables.name}. For one thread.
 */
final class PolicyCompiler {
  private static final String VARIABLES = "kubernetes.variables";

  private final Function<Boolean, CelEnvironment> environments;
  private final Map<String, Expression> variables = new LinkedHashMap<>();
  private final Map<String, CelType> types = new LinkedHashMap<>();

  /**
   * @param params whether the policy has parameters
   */
  PolicyCompiler(boolean params) {
    this(authorizer -> AdmissionEnvironment.with(params, authorizer));
  }

  /**
   * @param environments the environment with or without an authorizer
   */
  PolicyCompiler(Function<Boolean, CelEnvironment> environments) {
    this.environments = environments;
  }

  /** Compiles a variable. */
  Expression variable(String name, String expression) {
    Expression compiled = compile(expression, true, SimpleType.DYN);
    variables.put(name, compiled);
    types.put(name, compiled.type());
    return compiled;
  }

  /** The variables so far. */
  Map<String, Expression> variables() {
    return variables;
  }

  Expression compile(String expression, boolean authorizer, CelType... allowed) {
    return Expression.compile(environment(authorizer), expression, allowed);
  }

  private CelEnvironment environment(boolean authorizer) {
    CelEnvironment environment = environments.apply(authorizer);
    if (types.isEmpty()) return environment;
    return environment.with(
        Map.of("variables", StructTypeReference.create(VARIABLES)),
        Map.of(VARIABLES, Structures.of(VARIABLES, types)));
  }
}
