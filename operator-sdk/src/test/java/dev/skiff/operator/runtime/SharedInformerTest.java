package dev.skiff.operator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SharedInformerTest {
  private ScriptedServer server;
  private SharedInformer<ConfigMap> informer;
  private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

  @BeforeEach
  void connect() throws Exception {
    server = new ScriptedServer();
    ResourceKind kind = ResourceKind.of(ConfigMap.class);
    informer =
        new SharedInformer<>(
            kind,
            new ResourceEndpoint<>(
                server.client(), kind, ConfigMap.class, ResourceEndpoint.Selection.ALL));
    informer.addHandler(this::note);
  }

  @AfterEach
  void disconnect() {
    informer.close();
    server.close();
  }

  @Test
  void listsInPagesThenWatches() throws Exception {
    server.answer(200, list("5", "more", object("a", 1, "x")), false);
    server.answer(200, list("5", "", object("b", 2, "y")), false);
    server.answer(
        200,
        event("MODIFIED", object("a", 6, "größer")) + event("DELETED", object("b", 7, "y")),
        true);
    informer.start();
    expect("ADDED a x", "ADDED b y", "UPDATED a größer", "DELETED b y");
    assertTrue(informer.synced());
    assertEquals(1, informer.cache().list().size());
    assertTrue(server.requests().get(1).contains("continue=more"));
    assertTrue(server.requests().get(2).contains("resourceVersion=5"));
  }

  @Test
  void goesOnWhereTheWatchEnded() throws Exception {
    server.answer(200, list("5", "", object("a", 1, "x")), false);
    server.answer(200, event("BOOKMARK", object("", 9, "")), false);
    server.answer(200, event("MODIFIED", object("a", 10, "y")), true);
    informer.start();
    expect("ADDED a x", "UPDATED a y");
    assertTrue(server.requests().get(2).contains("resourceVersion=9"));
  }

  @Test
  void listsAnewWhenTheServerHasForgotten() throws Exception {
    server.answer(200, list("5", "", object("a", 1, "x"), object("b", 2, "x")), false);
    server.answer(
        200,
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"message\":\"too old\"}}\n",
        false);
    server.answer(200, list("20", "", object("b", 15, "z")), false);
    server.answer(200, "", true);
    informer.start();
    expect("ADDED a x", "ADDED b x", "UPDATED b z", "DELETED a x");
    assertFalse(informer.cache().get("default", "a").isPresent());
  }

  @Test
  void triesAgainAfterAFailure() throws Exception {
    server.answer(403, "{\"kind\":\"Status\",\"code\":403}", false);
    server.answer(200, list("5", "", object("a", 1, "x")), false);
    server.answer(200, "", true);
    informer.start();
    expect("ADDED a x");
  }

  private void note(ResourceEvent<ConfigMap> event) {
    events.add(
        event.type()
            + " "
            + event.current().getMetadata().getName()
            + " "
            + event.current().getData().get("k"));
  }

  private void expect(String... expected) throws InterruptedException {
    for (String event : expected) assertEquals(event, events.poll(10, TimeUnit.SECONDS));
  }

  private static String object(String name, int version, String value) {
    return """
        {"kind":"ConfigMap","apiVersion":"v1","metadata":{"namespace":"default","name":"%s",\
        "resourceVersion":"%d"},"data":{"k":"%s"}}"""
        .formatted(name, version, value);
  }

  private static String list(String version, String next, String... items) {
    return """
        {"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"%s","continue":"%s"},\
        "items":[%s]}"""
        .formatted(version, next, String.join(",", items));
  }

  private static String event(String type, String object) {
    return "{\"type\":\"" + type + "\",\"object\":" + object + "}\n";
  }
}
