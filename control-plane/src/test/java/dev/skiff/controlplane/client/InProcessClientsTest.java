package dev.skiff.controlplane.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.api.ApiHandler;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.api.metrics.ClientMetrics;
import dev.skiff.operator.api.Operator;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.smallrye.mutiny.operators.multi.processors.UnicastProcessor;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class InProcessClientsTest {
  private static final String CONFIG_MAP =
      """
      {"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"default","name":"a",\
      "resourceVersion":"7"},"data":{"k":"größer"}}""";

  private final List<ApiRequest> requests = new CopyOnWriteArrayList<>();
  private Function<ApiRequest, ApiResponse> answer;
  private final ApiHandler handler =
      request -> {
        requests.add(request);
        return answer.apply(request);
      };
  private final KubernetesClient client =
      new InProcessClients(handler, new ClientMetrics())
          .as(ComponentIdentity.controller("test-controller"));

  @Test
  void aRequestReachesTheHandlerAsItsComponent() {
    answer = request -> bytes(200, CONFIG_MAP);
    ConfigMap found = client.configMaps().inNamespace("default").withName("a").get();
    assertEquals("größer", found.getData().get("k"));
    ApiRequest request = requests.getFirst();
    assertEquals("GET", request.method());
    assertEquals("/api/v1/namespaces/default/configmaps/a", request.path());
    assertEquals("system:serviceaccount:kube-system:test-controller", request.user().name());
  }

  @Test
  void theBodyAndItsTypeArrive() {
    answer = request -> bytes(201, new String(request.body(), StandardCharsets.UTF_8));
    ConfigMap sent =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("a")
            .endMetadata()
            .addToData("k", "v")
            .build();
    assertEquals("v", client.resource(sent).create().getData().get("k"));
    assertEquals("POST", requests.getFirst().method());
    assertEquals("application/json", requests.getFirst().header("content-type"));
  }

  @Test
  void aRefusalKeepsItsStatus() {
    answer =
        request ->
            bytes(
                409,
                new StatusException(409, "Conflict", "somebody was faster", null)
                    .status()
                    .toString());
    var refused =
        assertThrows(
            KubernetesClientException.class,
            () -> client.configMaps().inNamespace("default").withName("a").edit(map -> map));
    assertEquals(409, refused.getCode());
    assertEquals("somebody was faster", refused.getStatus().getMessage());
  }

  @Test
  void whatIsNotThereIsNull() {
    answer =
        request -> bytes(404, new StatusException(404, "NotFound", "no", null).status().toString());
    assertNull(client.configMaps().inNamespace("default").withName("a").get());
  }

  @Test
  void fabric8WatchesStream() throws Exception {
    UnicastProcessor<Buffer> stream = UnicastProcessor.create();
    answer = request -> new ApiResponse(200, Map.of(), new ApiResponse.Stream(stream));
    var events = new LinkedBlockingQueue<String>();
    try (var watch = client.configMaps().inNamespace("default").watch(into(events))) {
      stream.onNext(Buffer.buffer("{\"type\":\"ADDED\",\"object\":" + CONFIG_MAP + "}\n"));
      assertEquals("ADDED a", events.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void anOperatorsInformerLivesOnStreams() throws Exception {
    UnicastProcessor<Buffer> stream = UnicastProcessor.create();
    answer =
        request ->
            request.parameter("watch") != null
                ? new ApiResponse(200, Map.of(), new ApiResponse.Stream(stream))
                : bytes(200, "{\"metadata\":{\"resourceVersion\":\"5\"},\"items\":[]}");
    var events = new LinkedBlockingQueue<String>();
    try (var operator = Operator.on(client)) {
      operator
          .informer(ConfigMap.class)
          .addHandler(event -> events.add(event.type() + " " + event.current().getData().get("k")));
      operator.start();
      operator.awaitSynced();
      stream.onNext(Buffer.buffer("{\"type\":\"ADDED\",\"object\":" + CONFIG_MAP + "}\n"));
      assertEquals("ADDED größer", events.poll(10, TimeUnit.SECONDS));
    }
  }

  private static ApiResponse bytes(int status, String body) {
    return new ApiResponse(
        status,
        Map.of("Content-Type", List.of("application/json")),
        new ApiResponse.Bytes(List.of(body.getBytes(StandardCharsets.UTF_8))));
  }

  private static Watcher<ConfigMap> into(LinkedBlockingQueue<String> events) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, ConfigMap map) {
        events.add(action + " " + map.getMetadata().getName());
      }

      @Override
      public void onClose(WatcherException cause) {
        events.add("closed");
      }
    };
  }
}
