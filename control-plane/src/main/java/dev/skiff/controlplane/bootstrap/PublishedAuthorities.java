package dev.skiff.controlplane.bootstrap;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.LoopbackClient;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.auth.RequestHeaderAuthenticator;
import dev.skiff.controlplane.informer.ClusterState;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Keeps the two ConfigMaps that tell others whom to trust: {@code kube-public/cluster-info} for
 * those who join, {@code kube-system/extension-apiserver-authentication} for aggregated API
 * servers.
 */
@Singleton
final class PublishedAuthorities {
  private static final Logger LOG = Logger.getLogger(PublishedAuthorities.class);

  private final SkiffConfig config;
  private final Pki pki;
  private final ClusterState state;
  private final LoopbackClient client;

  PublishedAuthorities(SkiffConfig config, Pki pki, ClusterState state, LoopbackClient client) {
    this.config = config;
    this.pki = pki;
    this.state = state;
    this.client = client;
    pki.onChange(
        () -> {
          clusterInfo();
          extensionAuthentication();
        });
  }

  /** Publishes how to find the cluster; signatures of other tokens stay until they are replaced. */
  void clusterInfo() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("kubeconfig", Kubeconfig.forNobody(ServerAddress.of(config), pki));
    publish("kube-public", "cluster-info", data);
  }

  /** Publishes whom aggregated API servers believe. */
  void extensionAuthentication() {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("client-ca-file", pki.trustedPem());
    data.put(
        "requestheader-allowed-names", quoted(RequestHeaderAuthenticator.ALLOWED_NAMES.getFirst()));
    data.put("requestheader-client-ca-file", pki.frontProxyTrustedPem());
    data.put(
        "requestheader-extra-headers-prefix",
        quoted(RequestHeaderAuthenticator.EXTRA_HEADER_PREFIX));
    data.put("requestheader-group-headers", quoted(RequestHeaderAuthenticator.GROUP_HEADER));
    data.put("requestheader-uid-headers", quoted(RequestHeaderAuthenticator.UID_HEADER));
    data.put("requestheader-username-headers", quoted(RequestHeaderAuthenticator.USER_HEADER));
    publish("kube-system", "extension-apiserver-authentication", data);
  }

  private void publish(String namespace, String name, ObjectNode data) {
    String collection = "/api/v1/namespaces/" + namespace + "/configmaps";
    Optional<ObjectNode> present = state.get("configmaps", namespace, name);
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    try {
      if (present.isEmpty()) {
        object.put("apiVersion", "v1").put("kind", "ConfigMap");
        object.putObject("metadata").put("name", name).put("namespace", namespace);
        object.set("data", data);
        client.create(collection, object);
        return;
      }
      ObjectNode merged = data.deepCopy();
      present
          .get()
          .path("data")
          .properties()
          .forEach(
              each -> {
                if (!merged.has(each.getKey())) merged.set(each.getKey(), each.getValue());
              });
      if (present.get().path("data").equals(merged)) return;
      object.set("data", data);
      client.patch(collection + "/" + name, object);
    } catch (StatusException refused) {
      LOG.warnf("Cannot publish %s/%s: %s", namespace, name, refused.getMessage());
    }
  }

  private static String quoted(String text) {
    return "[\"" + text + "\"]";
  }
}
