package dev.skiff.controlplane.api.metrics;

import dev.skiff.operator.runtime.Histogram;

/** The text format of Prometheus, version 0.0.4. For one thread. */
public final class MetricText {
  private final StringBuilder text = new StringBuilder(16 * 1024);

  /**
   * Begins a metric; its samples follow.
   *
   * @param type counter, gauge or histogram
   */
  public MetricText metric(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /**
   * A sample.
   *
   * @param labels as {@link #labels} makes them; may be empty
   */
  public MetricText sample(String name, String labels, double value) {
    text.append(name);
    if (!labels.isEmpty()) text.append('{').append(labels).append('}');
    text.append(' ').append(number(value)).append('\n');
    return this;
  }

  /** A metric that is one number. */
  public MetricText single(String name, String type, String help, double value) {
    return metric(name, type, help).sample(name, "", value);
  }

  /** The samples of a histogram. */
  public MetricText histogram(String name, String labels, Histogram histogram) {
    double[] bounds = histogram.bounds();
    long[] counts = histogram.cumulative();
    String before = labels.isEmpty() ? "" : labels + ",";
    for (int i = 0; i < counts.length; i++) {
      String bound = i < bounds.length ? number(bounds[i]) : "+Inf";
      sample(name + "_bucket", before + "le=\"" + bound + "\"", counts[i]);
    }
    sample(name + "_sum", labels, histogram.sum());
    return sample(name + "_count", labels, counts[counts.length - 1]);
  }

  /** Names and values in turn, as text between braces. */
  public static String labels(String... namesAndValues) {
    StringBuilder labels = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      if (i > 0) labels.append(',');
      labels.append(namesAndValues[i]).append("=\"");
      labels.append(escaped(namesAndValues[i + 1])).append('"');
    }
    return labels.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) return Long.toString((long) value);
    return Double.toString(value).replace("E", "e");
  }
}
