package dev.skiff.controlplane.resource.cel;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A loop over a list or a map, into which macros such as {@code all} and {@code map} expand. */
final class Comprehension implements Node {
  /** What macros collect in; no expression can name it. */
  private static final String RESULT = "@result";

  private final Node range;
  private final Node initial;
  private final Node condition;
  private final Node step;
  private final Node result;
  private final String accumulator;
  private final String first;
  private final String second;

  Comprehension(CelExpr.CelComprehension loop, Function<CelExpr, Node> plan) {
    range = plan.apply(loop.iterRange());
    initial = plan.apply(loop.accuInit());
    condition = plan.apply(loop.loopCondition());
    step = plan.apply(loop.loopStep());
    result = plan.apply(loop.result());
    accumulator = loop.accuVar();
    first = loop.iterVar();
    second = loop.iterVar2();
  }

  @Override
  public Object evaluate(Frame frame) {
    Object over = range.evaluate(frame);
    Frame inner = frame.inner();
    Object start = initial.evaluate(frame);
    inner.accumulate(accumulator, accumulator.equals(RESULT) ? Growing.from(start) : start);
    switch (over) {
      case List<?> list -> elements(inner, list);
      case Map<?, ?> map -> entries(inner, map);
      default -> throw notIterable(over);
    }
    inner.endIteration();
    return Growing.done(result.evaluate(inner));
  }

  /** Upstream names the type that a value has in Go. */
  private CelException notIterable(Object value) {
    return new CelException(
        second.isEmpty()
            ? "got '%s', expected iterable type".formatted(goType(value))
            : "unsupported comprehension range type: " + goType(value));
  }

  private static String goType(Object value) {
    return switch (value) {
      case Optional<?> _ -> "*types.Optional";
      case CelType _ -> "*types.Type";
      case OpaqueValue opaque -> {
        String name = opaque.type().name();
        yield "cel." + name.substring(name.lastIndexOf('.') + 1).replace("Named", "");
      }
      default -> {
        String name = Values.typeOf(value).name();
        name = name.substring(name.lastIndexOf('.') + 1).replace("null_type", "null");
        yield "types." + Character.toUpperCase(name.charAt(0)) + name.substring(1);
      }
    };
  }

  private void elements(Frame inner, List<?> list) {
    long index = 0;
    for (Object element : list) {
      if (second.isEmpty()) inner.iterate(first, element);
      else inner.iterate(first, index++, second, element);
      if (!next(inner)) return;
    }
  }

  private void entries(Frame inner, Map<?, ?> map) {
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (second.isEmpty()) inner.iterate(first, entry.getKey());
      else inner.iterate(first, entry.getKey(), second, entry.getValue());
      if (!next(inner)) return;
    }
  }

  /** An error becomes the value so far: a later element may still decide. */
  private boolean next(Frame inner) {
    if (!Boolean.TRUE.equals(condition.evaluate(inner))) return false;
    Object value;
    try {
      value = step.evaluate(inner);
    } catch (CelException failed) {
      value = failed;
    }
    inner.accumulate(accumulator, value);
    return true;
  }
}
