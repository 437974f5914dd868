package dev.skiff.agent.api;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;

/**
 * A resource type that the agent reads or writes, and where the API server has it.
 *
 * @param type the model class
 * @param prefix {@code /api/v1} or {@code /apis/<group>/<version>}
 * @param plural the last part of the path, in lower case
 * @param namespaced whether objects live in namespaces
 */
public record ApiResource<T extends HasMetadata>(
    Class<T> type, String prefix, String plural, boolean namespaced) {

  public static final ApiResource<Pod> PODS = core(Pod.class, "pods", true);
  public static final ApiResource<Node> NODES = core(Node.class, "nodes", false);
  public static final ApiResource<Service> SERVICES = core(Service.class, "services", true);
  public static final ApiResource<ConfigMap> CONFIG_MAPS =
      core(ConfigMap.class, "configmaps", true);
  public static final ApiResource<Secret> SECRETS = core(Secret.class, "secrets", true);
  public static final ApiResource<Event> EVENTS = core(Event.class, "events", true);
  public static final ApiResource<EndpointSlice> ENDPOINT_SLICES =
      new ApiResource<>(EndpointSlice.class, "/apis/discovery.k8s.io/v1", "endpointslices", true);
  public static final ApiResource<CertificateSigningRequest> CERTIFICATE_SIGNING_REQUESTS =
      new ApiResource<>(
          CertificateSigningRequest.class,
          "/apis/certificates.k8s.io/v1",
          "certificatesigningrequests",
          false);

  /** Every resource that the agent reads or writes as a model class. */
  public static List<ApiResource<?>> all() {
    return List.of(
        PODS,
        NODES,
        SERVICES,
        CONFIG_MAPS,
        SECRETS,
        EVENTS,
        ENDPOINT_SLICES,
        CERTIFICATE_SIGNING_REQUESTS);
  }

  private static <T extends HasMetadata> ApiResource<T> core(
      Class<T> type, String plural, boolean namespaced) {
    return new ApiResource<>(type, "/api/v1", plural, namespaced);
  }

  /**
   * @param namespace null for all namespaces, or for a resource that has none
   */
  public String path(String namespace) {
    return namespaced && namespace != null
        ? prefix + "/namespaces/" + namespace + "/" + plural
        : prefix + "/" + plural;
  }

  public String path(String namespace, String name) {
    return path(namespace) + "/" + name;
  }
}
