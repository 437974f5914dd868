package dev.skiff.samples.greeting;

import dev.skiff.operator.api.EventRecorder;
import dev.skiff.operator.api.Operator;
import dev.skiff.operator.api.Owners;
import dev.skiff.operator.api.Request;
import dev.skiff.operator.api.Result;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** Keeps a ConfigMap with a text for each Greeting. It goes when its Greeting goes. */
public final class GreetingOperator {
  private final Operator operator;
  private final EventRecorder events;

  private GreetingOperator(Operator operator) {
    this.operator = operator;
    this.events = operator.events("greeting-operator");
  }

  public static void main(String[] arguments) throws Exception {
    try (var client = new KubernetesClientBuilder().build();
        var operator = Operator.on(client)) {
      var greetings = new GreetingOperator(operator);
      operator
          .controller("greeting", Greeting.class)
          .owns(ConfigMap.class)
          .reconciler(greetings::reconcile);
      operator.start();
      Thread.currentThread().join();
    }
  }

  private Result reconcile(Request request) {
    var found = operator.informer(Greeting.class).cache().get(request);
    if (found.isEmpty()) return Result.done();
    Greeting greeting = found.get();
    String text = "Hello, " + greeting.getSpec().name() + "!";
    ConfigMap wanted =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(request.namespace())
            .withName(request.name())
            .withOwnerReferences(Owners.controllerReference(greeting))
            .endMetadata()
            .addToData("text", text)
            .build();
    var present = operator.informer(ConfigMap.class).cache().get(request);
    if (present.isEmpty()) {
      operator.client().resource(wanted).create();
      events.normal(greeting, "Greeted", text);
    } else if (!present.get().getData().equals(wanted.getData())) {
      operator.client().resource(wanted).update();
    }
    if (greeting.getStatus() == null || !text.equals(greeting.getStatus().text())) {
      // What the cache holds is shared; change a copy.
      Greeting copy = operator.client().getKubernetesSerialization().clone(greeting);
      copy.setStatus(new Greeting.Status(text));
      operator.client().resource(copy).updateStatus();
    }
    return Result.done();
  }
}
