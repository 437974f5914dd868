package dev.skiff.operator.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skiff.operator.api.Operator;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ControllerFilterTest {
  private static final String LIST =
      """
      {"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":[
        {"metadata":{"name":"other","namespace":"default","resourceVersion":"1"}},
        {"metadata":{"name":"mine","namespace":"default","resourceVersion":"2"}}]}\
      """;

  private final LinkedBlockingQueue<String> reconciled = new LinkedBlockingQueue<>();

  @Test
  void onlyChangesThatPassTheFilterWake() throws Exception {
    try (var server = new ScriptedServer();
        var operator = Operator.on(server.client())) {
      server.answer(200, LIST, false);
      server.answer(200, "", true);
      operator
          .controller("test", ConfigMap.class)
          .onlyWhen(event -> event.current().getMetadata().getName().equals("mine"))
          .reconciler(
              request -> {
                reconciled.add(request.name());
                return Result.done();
              });
      operator.start();
      assertEquals("mine", reconciled.poll(10, TimeUnit.SECONDS));
      assertEquals(0, reconciled.size());
    }
  }
}
