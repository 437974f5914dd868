package dev.skiff.agent.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.agent.volume.ConfigSource;
import dev.skiff.agent.volume.TokenSource;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** What a node sees of an API server: pods, their statuses, events, ConfigMaps and Secrets. */
public final class FakeApi
    implements PodSource, PodStatusWriter, EventRecorder, ServiceSource, ConfigSource, TokenSource {

  private final Map<String, Pod> pods = new HashMap<>();
  private final Map<String, JsonNode> statuses = new HashMap<>();
  private final Map<String, ConfigMap> configMaps = new HashMap<>();
  private final Map<String, Secret> secrets = new HashMap<>();
  private final List<Watch> watches = new ArrayList<>();
  public final List<String> events = new CopyOnWriteArrayList<>();
  public final List<Service> services = new ArrayList<>();
  private PodSource.Listener listener;
  public volatile boolean away;
  private int tokens;

  @Override
  public synchronized void subscribe(PodSource.Listener listener) {
    this.listener = listener;
    pods.values().forEach(listener::podSet);
    listener.synced();
  }

  public synchronized void create(Pod pod) {
    pods.put(pod.getMetadata().getName(), pod);
    if (listener != null) {
      listener.podSet(pod);
    }
  }

  /** As kubectl delete: with a grace period, the node deletes it finally. */
  public synchronized void delete(String name, long graceSeconds) {
    Pod pod =
        new PodBuilder(pods.get(name))
            .editMetadata()
            .withDeletionTimestamp(Instant.now().plusSeconds(graceSeconds).toString())
            .withDeletionGracePeriodSeconds(graceSeconds)
            .endMetadata()
            .build();
    pods.put(name, pod);
    listener.podSet(pod);
  }

  public synchronized void replace(Pod pod) {
    pods.put(pod.getMetadata().getName(), pod);
    listener.podSet(pod);
  }

  public synchronized void put(ConfigMap map) {
    configMaps.put(map.getMetadata().getName(), map);
    tell(map.getMetadata().getName());
  }

  public synchronized void put(Secret secret) {
    secrets.put(secret.getMetadata().getName(), secret);
    tell(secret.getMetadata().getName());
  }

  private record Watch(String name, Runnable changed) {}

  private void tell(String name) {
    watches.stream().filter(w -> w.name.equals(name)).forEach(w -> w.changed.run());
  }

  public synchronized boolean exists(String name) {
    return pods.containsKey(name);
  }

  public synchronized JsonNode status(String name) {
    return statuses.getOrDefault(
        name, com.fasterxml.jackson.databind.node.MissingNode.getInstance());
  }

  /** Waits until the status of a pod is as wanted. */
  public synchronized JsonNode await(String name, Predicate<JsonNode> wanted)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!wanted.test(status(name))) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("status of " + name + ": " + status(name) + "\n" + events);
      }
      wait(left);
    }
    return status(name);
  }

  public JsonNode awaitPhase(String name, String phase) throws InterruptedException {
    return await(name, s -> s.path("phase").asText().equals(phase));
  }

  public JsonNode awaitReady(String name) throws InterruptedException {
    return await(name, s -> condition(s, "Ready").equals("True"));
  }

  public synchronized void awaitGone(String name) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (pods.containsKey(name)) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError(name + " is still there: " + status(name));
      }
      wait(left);
    }
  }

  public static String condition(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("status").asText();
      }
    }
    return "";
  }

  @Override
  public synchronized boolean patchStatus(String namespace, String name, ObjectNode patch)
      throws IOException {
    if (away) {
      throw new IOException("the API server is away");
    }
    if (!pods.containsKey(name)) {
      return false;
    }
    statuses.put(name, patch.get("status"));
    notifyAll();
    return true;
  }

  @Override
  public synchronized void delete(String namespace, String name, String uid) throws IOException {
    if (away) {
      throw new IOException("the API server is away");
    }
    Pod pod = pods.remove(name);
    if (pod != null) {
      listener.podRemoved(pod);
    }
    notifyAll();
  }

  @Override
  public synchronized void event(
      ObjectReference involved, String type, String reason, String message) {
    events.add(type + " " + reason + " " + message);
    notifyAll();
  }

  public synchronized void awaitEvent(String event) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!events.contains(event)) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("no event " + event + ": " + events);
      }
      wait(left);
    }
  }

  @Override
  public List<Service> services(String namespace) {
    return services.stream().filter(s -> s.getMetadata().getNamespace().equals(namespace)).toList();
  }

  @Override
  public synchronized ConfigMap configMap(String namespace, String name) {
    return configMaps.get(name);
  }

  @Override
  public synchronized Secret secret(String namespace, String name) {
    return secrets.get(name);
  }

  @Override
  public synchronized Subscription watch(
      Kind kind, String namespace, String name, Runnable changed) {
    Watch watch = new Watch(name, changed);
    watches.add(watch);
    return () -> watches.remove(watch);
  }

  @Override
  public synchronized Token token(Pod pod, String audience, Duration lifetime) {
    return new Token("token" + ++tokens, Instant.now().plus(lifetime));
  }
}
