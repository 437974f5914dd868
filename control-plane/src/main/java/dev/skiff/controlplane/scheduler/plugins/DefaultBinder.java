package dev.skiff.controlplane.scheduler.plugins;

import dev.skiff.controlplane.scheduler.framework.Plugin;
import dev.skiff.controlplane.scheduler.framework.PodInfo;
import dev.skiff.controlplane.scheduler.framework.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Map;

/** Binds through the Pod's binding subresource. */
public final class DefaultBinder implements Plugin.Bind {
  private final KubernetesClient client;

  public DefaultBinder(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public String name() {
    return "DefaultBinder";
  }

  @Override
  public Status bind(PodInfo pod, String node) {
    Map<String, Object> binding =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            Map.of("namespace", pod.namespace(), "name", pod.name(), "uid", pod.uid()),
            "target",
            Map.of("apiVersion", "v1", "kind", "Node", "name", node));
    String path = "/api/v1/namespaces/" + pod.namespace() + "/pods/" + pod.name() + "/binding";
    try {
      client.raw(path, "POST", binding);
      return Status.SUCCESS;
    } catch (KubernetesClientException e) {
      return Status.error(e.getMessage());
    }
  }
}
