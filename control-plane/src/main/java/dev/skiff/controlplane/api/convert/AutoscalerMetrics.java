package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Metrics of HorizontalPodAutoscalers in {@code autoscaling/v2beta1}, and in the annotations of
 * {@code autoscaling/v1}: names, selectors and values side by side, which {@code autoscaling/v2}
 * has in objects. What {@code v2beta1} does not know at all, the behaviour, is in an annotation.
 */
final class AutoscalerMetrics implements Reshaping {
  /**
   * The old names of the fields of one kind of metric, empty where it has none.
   *
   * @param selector empty for metrics without a name of their own
   * @param always the value that is 0 where nobody has set it; empty if there is none
   */
  private record Form(
      String kind,
      String value,
      String averageValue,
      String averageUtilization,
      String selector,
      String always) {}

  private static final String TARGET_VALUE = "targetValue";
  private static final String TARGET_AVERAGE = "targetAverageValue";
  private static final String TARGET_UTILIZATION = "targetAverageUtilization";
  private static final String CURRENT_VALUE = "currentValue";
  private static final String CURRENT_AVERAGE = "currentAverageValue";
  private static final String CURRENT_UTILIZATION = "currentAverageUtilization";

  private static final List<Form> TARGETS =
      List.of(
          new Form("object", TARGET_VALUE, "averageValue", "", "selector", "value"),
          new Form("pods", "", TARGET_AVERAGE, "", "selector", "averageValue"),
          new Form("external", TARGET_VALUE, TARGET_AVERAGE, "", "metricSelector", ""),
          new Form("resource", "", TARGET_AVERAGE, TARGET_UTILIZATION, "", ""),
          new Form("containerResource", "", TARGET_AVERAGE, TARGET_UTILIZATION, "", ""));
  private static final List<Form> CURRENT =
      List.of(
          new Form("object", CURRENT_VALUE, "averageValue", "", "selector", "value"),
          new Form("pods", "", CURRENT_AVERAGE, "", "selector", "averageValue"),
          new Form("external", CURRENT_VALUE, CURRENT_AVERAGE, "", "metricSelector", "value"),
          new Form("resource", "", CURRENT_AVERAGE, CURRENT_UTILIZATION, "", "averageValue"),
          new Form(
              "containerResource", "", CURRENT_AVERAGE, CURRENT_UTILIZATION, "", "averageValue"));

  @Override
  public void toSuccessor(ObjectNode autoscaler) {
    nestTargets(autoscaler.at("/spec/metrics"));
    nestCurrent(autoscaler.at("/status/currentMetrics"));
    HorizontalPodAutoscalers.behaviorFromAnnotation(autoscaler);
  }

  @Override
  public void fromSuccessor(ObjectNode autoscaler) {
    flattenTargets(autoscaler.at("/spec/metrics"));
    flattenCurrent(autoscaler.at("/status/currentMetrics"));
    HorizontalPodAutoscalers.behaviorToAnnotation(autoscaler);
  }

  /** Brings {@code spec.metrics} into the form of version 2. */
  static void nestTargets(JsonNode metrics) {
    nest(metrics, TARGETS, "target");
  }

  /** And {@code status.currentMetrics}. */
  static void nestCurrent(JsonNode metrics) {
    nest(metrics, CURRENT, "current");
  }

  /** Brings {@code spec.metrics} of version 2 into the older form. */
  static void flattenTargets(JsonNode metrics) {
    flatten(metrics, TARGETS, "target");
  }

  /** And {@code status.currentMetrics}. */
  static void flattenCurrent(JsonNode metrics) {
    flatten(metrics, CURRENT, "current");
  }

  private static void nest(JsonNode metrics, List<Form> forms, String holder) {
    for (JsonNode metric : metrics) {
      for (Form form : forms) {
        if (!(metric.get(form.kind()) instanceof ObjectNode source)) continue;
        move(source, "target", source, "describedObject");
        if (!form.selector().isEmpty()) {
          ObjectNode identity = source.putObject("metric");
          move(source, "metricName", identity, "name");
          move(source, form.selector(), identity, "selector");
        }
        ObjectNode values = source.putObject(holder);
        move(source, form.value(), values, "value");
        move(source, form.averageValue(), values, "averageValue");
        move(source, form.averageUtilization(), values, "averageUtilization");
        zero(form, values);
        if (holder.equals("target")) values.put("type", type(form, values));
      }
    }
  }

  private static String type(Form form, ObjectNode values) {
    if (values.has("averageUtilization")) return "Utilization";
    boolean average =
        form.kind().equals("object") ? values.has("averageValue") : !values.has("value");
    return average ? "AverageValue" : "Value";
  }

  private static void flatten(JsonNode metrics, List<Form> forms, String holder) {
    for (JsonNode metric : metrics) {
      for (Form form : forms) {
        if (!(metric.get(form.kind()) instanceof ObjectNode source)) continue;
        if (source.remove(holder) instanceof ObjectNode values) {
          zero(form, values);
          move(values, "value", source, form.value());
          move(values, "averageValue", source, form.averageValue());
          move(values, "averageUtilization", source, form.averageUtilization());
        }
        if (source.remove("metric") instanceof ObjectNode identity) {
          move(identity, "name", source, "metricName");
          move(identity, "selector", source, form.selector());
        }
        move(source, "describedObject", source, "target");
      }
    }
  }

  private static void zero(Form form, ObjectNode values) {
    if (!form.always().isEmpty() && !values.has(form.always())) values.put(form.always(), "0");
  }

  private static void move(ObjectNode from, String name, ObjectNode to, String newName) {
    JsonNode value = from.remove(name);
    if (value != null && !newName.isEmpty()) to.set(newName, value);
  }
}
