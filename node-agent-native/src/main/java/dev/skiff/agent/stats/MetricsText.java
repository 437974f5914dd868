package dev.skiff.agent.stats;

/** Metrics in the text format of Prometheus, a family after the other. */
final class MetricsText {

  private final StringBuilder text = new StringBuilder();

  /** Begins a family. */
  MetricsText family(String name, String stability, String help, String type) {
    text.append("# HELP ").append(name).append(" [").append(stability).append("] ");
    text.append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /**
   * A value of the moment.
   *
   * @param labels in braces, empty for none
   */
  MetricsText sample(String name, String labels, String value) {
    text.append(name).append(labels).append(' ').append(value).append('\n');
    return this;
  }

  /** A value of another moment, in milliseconds since 1970. */
  MetricsText sample(String name, String labels, String value, long millis) {
    return sample(name, labels, value + " " + millis);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
