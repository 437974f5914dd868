package dev.skiff.controlplane.admission.expression;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.types.SimpleType;
import dev.skiff.controlplane.admission.AdmissionRequest;
import dev.skiff.controlplane.admission.matching.VersionedObjects;
import dev.skiff.controlplane.auth.Authorizer;
import dev.skiff.controlplane.resource.cel.CelException;
import dev.skiff.controlplane.resource.cel.CelLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Expressions that must all hold before a webhook is called or a policy applied. Compiled when a
 * request first needs them. Thread-safe.
 */
public final class MatchConditions {
  private final List<String> texts;
  private final boolean params;
  private volatile List<Expression> compiled;

  private MatchConditions(List<String> texts, boolean params) {
    this.texts = texts;
    this.params = params;
  }

  /**
   * Whether they hold.
   *
   * @param error why that cannot be said, if it matters; else empty
   */
  public record Outcome(boolean matches, String error) {}

  /** Reads the field {@code matchConditions} of a webhook; it may be missing. */
  public static MatchConditions of(JsonNode conditions) {
    return of(conditions, false);
  }

  /**
   * Reads the field {@code matchConditions}; it may be missing.
   *
   * @param params whether they may refer to a policy's parameters
   */
  public static MatchConditions of(JsonNode conditions, boolean params) {
    List<String> texts = new ArrayList<>();
    conditions.forEach(condition -> texts.add(condition.path("expression").asText()));
    return new MatchConditions(List.copyOf(texts), params);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /** Evaluates the conditions of a webhook. */
  public Outcome match(AdmissionRequest request, VersionedObjects objects, Authorizer authorizer) {
    return match(new AdmissionVariables(request, objects, authorizer, null, null, Map.of()));
  }

  /** One that does not hold decides, whatever is wrong with others. */
  public Outcome match(AdmissionVariables variables) {
    Budget budget = new Budget(CelLimits.MATCH_CONDITIONS);
    List<String> errors = new ArrayList<>();
    for (Expression condition : compiled()) {
      try {
        if (Boolean.FALSE.equals(condition.evaluate(variables, budget))) {
          return new Outcome(false, "");
        }
      } catch (CelException failed) {
        errors.add(failed.getMessage());
      } catch (OutOfBudget spent) {
        return new Outcome(false, spent.getMessage());
      }
    }
    return switch (errors.size()) {
      case 0 -> new Outcome(true, "");
      case 1 -> new Outcome(false, errors.getFirst());
      default -> new Outcome(false, errors.stream().distinct().toList().toString());
    };
  }

  private List<Expression> compiled() {
    List<Expression> known = compiled;
    if (known != null) return known;
    List<Expression> now =
        texts.stream()
            .map(
                text ->
                    Expression.compile(
                        AdmissionEnvironment.with(params, true), text, SimpleType.BOOL))
            .toList();
    compiled = now;
    return now;
  }
}
