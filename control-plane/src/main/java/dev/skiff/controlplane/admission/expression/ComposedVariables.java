package dev.skiff.controlplane.admission.expression;

import dev.skiff.controlplane.resource.cel.CelCostException;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLimits;
import dev.skiff.controlplane.resource.cel.Cost;
import dev.skiff.controlplane.resource.cel.Variables;
import java.util.AbstractMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The value of {@code variables}: each is evaluated when it is first asked for, and only once. */
final class ComposedVariables extends AbstractMap<String, Object> {
  private final Map<String, Expression> expressions;
  private final Variables outer;
  private final Map<String, Object> known = new HashMap<>();
  private long cost;

  ComposedVariables(Map<String, Expression> expressions, Variables outer) {
    this.expressions = expressions;
    this.outer = outer;
  }

  @Override
  public Object get(Object name) {
    Expression expression = expressions.get(name);
    if (expression == null) return null;
    Object value = known.get(name);
    if (value == null) {
      value = evaluate(expression);
      known.put((String) name, value);
    }
    if (value instanceof Failure failure) {
      throw new CelException("composited variable \"%s\" fails to %s".formatted(name, failure.how));
    }
    return value;
  }

  private record Failure(String how) {}

  private Object evaluate(Expression expression) {
    if (expression.program() == null) return new Failure("compile: " + expression.error());
    Cost spent = new Cost(CelLimits.PER_CALL);
    try {
      return expression.program().evaluate(outer, spent);
    } catch (CelException | CelCostException failed) {
      return new Failure("evaluate: " + failed.getMessage());
    } finally {
      cost += spent.spent();
    }
  }

  long takeCost() {
    long taken = cost;
    cost = 0;
    return taken;
  }

  @Override
  public boolean containsKey(Object name) {
    return expressions.containsKey(name);
  }

  @Override
  public Set<Entry<String, Object>> entrySet() {
    for (String name : expressions.keySet()) get(name);
    return known.entrySet();
  }
}
