package dev.skiff.controlplane.controller;

import static dev.skiff.controlplane.api.metrics.MetricText.labels;

import dev.skiff.controlplane.api.metrics.MetricSource;
import dev.skiff.controlplane.api.metrics.MetricText;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.runtime.WorkQueue;
import jakarta.inject.Singleton;
import java.util.Map;

/** The controllers' work queues. */
@Singleton
final class ControllerMetrics implements MetricSource {
  private final ControllerStarter controllers;

  ControllerMetrics(ControllerStarter controllers) {
    this.controllers = controllers;
  }

  @Override
  public void write(MetricText text) {
    Map<String, WorkQueue<Request>> queues = controllers.queues();
    text.metric("workqueue_depth", "gauge", "Keys that wait.");
    queues.forEach(
        (name, queue) ->
            text.sample("workqueue_depth", labels("name", name, "priority", ""), queue.size()));
    text.metric("workqueue_adds_total", "counter", "Keys that were added.");
    queues.forEach(
        (name, queue) ->
            text.sample("workqueue_adds_total", labels("name", name), queue.statistics().adds()));
    text.metric("workqueue_retries_total", "counter", "Keys that were added after a failure.");
    queues.forEach(
        (name, queue) ->
            text.sample(
                "workqueue_retries_total", labels("name", name), queue.statistics().retries()));
    text.metric("workqueue_queue_duration_seconds", "histogram", "How long keys waited.");
    queues.forEach(
        (name, queue) ->
            text.histogram(
                "workqueue_queue_duration_seconds",
                labels("name", name),
                queue.statistics().waited()));
    text.metric("workqueue_work_duration_seconds", "histogram", "How long keys were worked on.");
    queues.forEach(
        (name, queue) ->
            text.histogram(
                "workqueue_work_duration_seconds",
                labels("name", name),
                queue.statistics().worked()));
  }
}
