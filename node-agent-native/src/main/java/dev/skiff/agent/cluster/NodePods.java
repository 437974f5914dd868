package dev.skiff.agent.cluster;

import dev.skiff.agent.api.ApiClient;
import dev.skiff.agent.api.ApiResource;
import dev.skiff.agent.api.Informer;
import dev.skiff.agent.api.ResourceEventHandler;
import dev.skiff.agent.pod.PodSource;
import dev.skiff.agent.server.PodLookup;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The pods that the cluster wants on this node, by a watch of {@code spec.nodeName}. */
public final class NodePods implements PodSource, PodLookup, ResourceEventHandler<Pod> {

  private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
  private final ApiClient client;
  private final String nodeName;
  private volatile Informer<Pod> informer;
  private Listener listener;

  public NodePods(ApiClient client, String nodeName) {
    this.client = client;
    this.nodeName = nodeName;
  }

  @Override
  public void subscribe(Listener listener) {
    this.listener = listener;
    informer =
        Informer.start(
            client, ApiResource.PODS, null, "fieldSelector=spec.nodeName%3D" + nodeName, this);
  }

  @Override
  public Collection<Pod> pods() {
    Informer<Pod> started = informer;
    return started == null ? List.of() : started.all();
  }

  @Override
  public Optional<Pod> pod(String namespace, String name) {
    Informer<Pod> started = informer;
    return started == null ? Optional.empty() : started.get(namespace, name);
  }

  @Override
  public Subscription onChange(Pod pod, Runnable changed) {
    String uid = pod.getMetadata().getUid();
    listeners.compute(
        uid,
        (key, present) -> {
          List<Runnable> all = present == null ? new CopyOnWriteArrayList<>() : present;
          all.add(changed);
          return all;
        });
    return () ->
        listeners.computeIfPresent(
            uid,
            (key, present) -> {
              present.remove(changed);
              return present.isEmpty() ? null : present;
            });
  }

  @Override
  public void onSet(Pod pod) {
    listener.podSet(pod);
    notifyChanged(pod);
  }

  @Override
  public void onDelete(Pod pod) {
    listener.podRemoved(pod);
    notifyChanged(pod);
  }

  @Override
  public void onSynced() {
    listener.synced();
  }

  private void notifyChanged(Pod pod) {
    listeners.getOrDefault(pod.getMetadata().getUid(), List.of()).forEach(Runnable::run);
  }
}
