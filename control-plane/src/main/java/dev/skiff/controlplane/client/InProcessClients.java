package dev.skiff.controlplane.client;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.metrics.ClientMetrics;
import dev.skiff.controlplane.auth.UserInfo;
import dev.skiff.controlplane.resource.decode.UntrustedJson;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executors;

/** Clients of the API server in this process, without sockets, TLS and authentication. */
@ApplicationScoped
public class InProcessClients {
  private final ApiHandler handler;
  private final KubernetesSerialization serialization =
      new KubernetesSerialization(UntrustedJson.forgettingMapper(), true);

  public InProcessClients(ApiHandler handler, ClientMetrics metrics) {
    this.handler =
        request -> {
          ApiResponse response = handler.handle(request);
          metrics.answered(request.method(), response.status());
          return response;
        };
  }

  /** A client that speaks for a user. It may do what RBAC lets this user do. */
  public KubernetesClient as(UserInfo user) {
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://in-process")
            .withOnlyHttpWatches(true)
            .withRequestRetryBackoffLimit(0)
            .withUserAgent(ComponentIdentity.component(user) + "/v1.35")
            .build();
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new InProcessHttpClientFactory(handler, user))
        .withKubernetesSerialization(serialization)
        .withTaskExecutor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }
}
