package dev.skiff.clients.fabric8;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.clients.server.Await;
import dev.skiff.clients.server.ControlPlane;
import dev.skiff.clients.server.ControlPlaneExtension;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Informers and watches. */
@ExtendWith(ControlPlaneExtension.class)
class InformerTest {

  @Test
  void anInformerSeesEveryChangeOnce(KubernetesClient client) throws Exception {
    var labels = Map.of("informer", "yes");
    var before = labelled("before", labels);
    client.resource(before).create();
    var events = new Events();
    try (var informer =
        client
            .configMaps()
            .withLabels(labels)
            .runnableInformer(0)
            .addEventHandler(events)
            .addIndexers(Map.of("value", map -> List.of(map.getData().get("a"))))) {
      informer.start().toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertEquals("add before", events.next());
      client.resource(labelled("after", labels)).create();
      assertEquals("add after", events.next());
      client.configMaps().withName("after").edit(map -> value(map, "2"));
      assertEquals("update after 1 2", events.next());
      assertEquals(1, informer.getIndexer().byIndex("value", "2").size());
      client.configMaps().withName("before").edit(map -> relabelled(map, Map.of()));
      assertEquals("delete before", events.next());
      client.configMaps().withName("after").delete();
      assertEquals("delete after", events.next());
      assertTrue(informer.getStore().list().isEmpty());
    }
  }

  @Test
  void aWatchResumesWhereItEnded(KubernetesClient client) throws Exception {
    var revision = client.configMaps().list().getMetadata().getResourceVersion();
    client.resource(ConfigMaps.named("missed", "a", "1")).create();
    client.configMaps().withName("missed").edit(map -> value(map, "2"));
    client.configMaps().withName("missed").delete();
    var events = new LinkedBlockingQueue<String>();
    try (var _ =
        client
            .configMaps()
            .withName("missed")
            .watch(new ListOptionsBuilder().withResourceVersion(revision).build(), into(events))) {
      assertEquals("ADDED 1", events.poll(10, TimeUnit.SECONDS));
      assertEquals("MODIFIED 2", events.poll(10, TimeUnit.SECONDS));
      assertEquals("DELETED 2", events.poll(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void anInformerSurvivesTheServersRestart() throws Exception {
    try (var own = ControlPlane.start();
        var client = own.client()) {
      client.getConfiguration().setWatchReconnectInterval(50);
      client.resource(ConfigMaps.named("kept", "a", "1")).create();
      client.resource(ConfigMaps.named("gone", "a", "1")).create();
      var events = new Events();
      try (var informer =
          client
              .configMaps()
              .inNamespace("default")
              .withoutField("metadata.name", "kube-root-ca.crt")
              .inform(events)) {
        Await.until("the informer has listed", informer::hasSynced);
        assertEquals("add gone", events.next());
        assertEquals("add kept", events.next());
        own.restart();
        client.configMaps().withName("gone").delete();
        client.configMaps().withName("kept").edit(map -> value(map, "2"));
        assertEquals(
            Set.of("delete gone", "update kept 1 2"),
            Set.of(events.next(), events.next()),
            "in whichever order, as the informer may have listed again");
      }
    }
  }

  private static Watcher<ConfigMap> into(BlockingQueue<String> events) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, ConfigMap map) {
        events.add(action + " " + map.getData().get("a"));
      }

      @Override
      public void onClose(WatcherException cause) {
        events.add("closed " + cause);
      }
    };
  }

  private static ConfigMap labelled(String name, Map<String, String> labels) {
    return relabelled(ConfigMaps.named(name, "a", "1"), labels);
  }

  private static ConfigMap relabelled(ConfigMap map, Map<String, String> labels) {
    map.getMetadata().setLabels(labels);
    return map;
  }

  private static ConfigMap value(ConfigMap map, String value) {
    map.getData().put("a", value);
    return map;
  }

  /** What an informer told, in its order. */
  private static final class Events implements ResourceEventHandler<ConfigMap> {
    private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
      var event = queue.poll(20, TimeUnit.SECONDS);
      assertNotNull(event, "no event in 20 seconds");
      return event;
    }

    @Override
    public void onAdd(ConfigMap map) {
      queue.add("add " + map.getMetadata().getName());
    }

    @Override
    public void onUpdate(ConfigMap old, ConfigMap map) {
      queue.add(
          "update %s %s %s"
              .formatted(
                  map.getMetadata().getName(), old.getData().get("a"), map.getData().get("a")));
    }

    @Override
    public void onDelete(ConfigMap map, boolean unknown) {
      queue.add("delete " + map.getMetadata().getName());
    }
  }
}
