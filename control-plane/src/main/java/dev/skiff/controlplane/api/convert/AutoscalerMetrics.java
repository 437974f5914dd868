package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Metrics of HorizontalPodAutoscalers in {@code autoscaling/v2beta1}: names, selectors and values
 * side by side, which {@code autoscaling/v2} has in objects. What it does not know at all, the
 * behaviour, is in an annotation.
 */
final class AutoscalerMetrics implements Reshaping {
  /**
   * The old names of the fields of one kind of metric, empty where it has none.
   *
   * @param selector empty for metrics without a name of their own
   */
  private record Form(
      String kind, String value, String averageValue, String averageUtilization, String selector) {}

  private static final List<Form> TARGETS =
      List.of(
          new Form("object", "targetValue", "averageValue", "", "selector"),
          new Form("pods", "", "targetAverageValue", "", "selector"),
          new Form("external", "targetValue", "targetAverageValue", "", "metricSelector"),
          new Form("resource", "", "targetAverageValue", "targetAverageUtilization", ""),
          new Form("containerResource", "", "targetAverageValue", "targetAverageUtilization", ""));
  private static final List<Form> CURRENT =
      List.of(
          new Form("object", "currentValue", "averageValue", "", "selector"),
          new Form("pods", "", "currentAverageValue", "", "selector"),
          new Form("external", "currentValue", "currentAverageValue", "", "metricSelector"),
          new Form("resource", "", "currentAverageValue", "currentAverageUtilization", ""),
          new Form(
              "containerResource", "", "currentAverageValue", "currentAverageUtilization", ""));

  @Override
  public void toSuccessor(ObjectNode autoscaler) {
    nest(autoscaler.at("/spec/metrics"), TARGETS, "target");
    nest(autoscaler.at("/status/currentMetrics"), CURRENT, "current");
    HorizontalPodAutoscalers.behaviorFromAnnotation(autoscaler);
  }

  @Override
  public void fromSuccessor(ObjectNode autoscaler) {
    flatten(autoscaler.at("/spec/metrics"), TARGETS, "target");
    flatten(autoscaler.at("/status/currentMetrics"), CURRENT, "current");
    HorizontalPodAutoscalers.behaviorToAnnotation(autoscaler);
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

  private static void move(ObjectNode from, String name, ObjectNode to, String newName) {
    JsonNode value = from.remove(name);
    if (value != null && !newName.isEmpty()) to.set(newName, value);
  }
}
