package dev.skiff.controlplane.api.metrics;

/** Somebody who has numbers to show at {@code /metrics}. */
public interface MetricSource {

  /** Writes the present numbers. Called at each scrape; must not block. */
  void write(MetricText text);
}
