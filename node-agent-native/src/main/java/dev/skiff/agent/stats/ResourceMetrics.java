package dev.skiff.agent.stats;

import dev.skiff.agent.cri.CriException;
import dev.skiff.agent.cri.v1.ContainerStats;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** /metrics/resource: what metrics servers read, in upstream's names. */
public final class ResourceMetrics {

  private final Supplier<List<PodUsage>> pods;
  private final MetricsText text = new MetricsText();

  private ResourceMetrics(Supplier<List<PodUsage>> pods) {
    this.pods = pods;
  }

  /** The text of a moment in the format of Prometheus. */
  public static String of(Supplier<List<PodUsage>> pods) {
    return new ResourceMetrics(pods).write();
  }

  private String write() {
    boolean failed = false;
    try {
      containers(pods.get());
    } catch (CriException e) {
      failed = true;
    }
    try {
      node(NodeUsage.read());
    } catch (IOException e) {
      failed = true;
    }
    head(
        "resource_scrape_error",
        "1 if there was an error while getting container metrics, 0 otherwise",
        "gauge");
    text.sample("resource_scrape_error", "", failed ? "1" : "0");
    return text.toString();
  }

  private void containers(List<PodUsage> usages) {
    head(
        "container_cpu_usage_seconds_total",
        "Cumulative cpu time consumed by the container in core-seconds",
        "counter");
    for (PodUsage pod : usages) {
      for (ContainerStats container : pod.containers()) {
        sample(
            "container_cpu_usage_seconds_total",
            labels(pod, container),
            seconds(container.getCpu().getUsageCoreNanoSeconds().getValue()),
            container.getCpu().getTimestamp() / 1_000_000);
      }
    }
    head(
        "container_memory_working_set_bytes",
        "Current working set of the container in bytes",
        "gauge");
    for (PodUsage pod : usages) {
      for (ContainerStats container : pod.containers()) {
        sample(
            "container_memory_working_set_bytes",
            labels(pod, container),
            Long.toString(container.getMemory().getWorkingSetBytes().getValue()),
            container.getMemory().getTimestamp() / 1_000_000);
      }
    }
    head(
        "pod_cpu_usage_seconds_total",
        "Cumulative cpu time consumed by the pod in core-seconds",
        "counter");
    for (PodUsage pod : usages) {
      sample(
          "pod_cpu_usage_seconds_total",
          labels(pod),
          seconds(pod.cpuNanos()),
          pod.timestamp() / 1_000_000);
    }
    head("pod_memory_working_set_bytes", "Current working set of the pod in bytes", "gauge");
    for (PodUsage pod : usages) {
      sample(
          "pod_memory_working_set_bytes",
          labels(pod),
          Long.toString(pod.workingSet()),
          pod.timestamp() / 1_000_000);
    }
  }

  private void node(NodeUsage usage) {
    long time = usage.time().toEpochMilli();
    head(
        "node_cpu_usage_seconds_total",
        "Cumulative cpu time consumed by the node in core-seconds",
        "counter");
    sample("node_cpu_usage_seconds_total", "", seconds(usage.cpuNanos()), time);
    head("node_memory_working_set_bytes", "Current working set of the node in bytes", "gauge");
    sample("node_memory_working_set_bytes", "", Long.toString(usage.memoryWorkingSet()), time);
  }

  private void head(String name, String help, String type) {
    text.family(name, "STABLE", help, type);
  }

  private void sample(String name, String labels, String value, long millis) {
    text.sample(name, labels, value, millis);
  }

  private static String labels(PodUsage pod, ContainerStats container) {
    return "{container=\"%s\",namespace=\"%s\",pod=\"%s\"}"
        .formatted(
            PodUsage.name(container),
            pod.pod().getMetadata().getNamespace(),
            pod.pod().getMetadata().getName());
  }

  private static String labels(PodUsage pod) {
    return "{namespace=\"%s\",pod=\"%s\"}"
        .formatted(pod.pod().getMetadata().getNamespace(), pod.pod().getMetadata().getName());
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.9f", nanos / 1e9);
  }
}
