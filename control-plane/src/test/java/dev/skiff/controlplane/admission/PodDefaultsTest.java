package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.skiff.controlplane.admission.AdmissionRequest.Operation;
import dev.skiff.controlplane.api.StatusException;
import dev.skiff.controlplane.informer.FakeClusterState;
import org.junit.jupiter.api.Test;

/** Priority, default tolerations and the taint of new nodes. */
class PodDefaultsTest {
  private final FakeClusterState state =
      new FakeClusterState()
          .put(
              "priorityclasses.scheduling.k8s.io",
              "{'metadata':{'name':'high'},'value':1000,'preemptionPolicy':'Never'}");

  @Test
  void priorityOfAClass() {
    var request = Requests.create("pods", "a", "{'spec':{'priorityClassName':'high'}}");
    new Priority(state).mutate(request);
    assertEquals(1000, request.object().path("spec").path("priority").asInt());
    assertEquals("Never", request.object().path("spec").path("preemptionPolicy").asText());
  }

  @Test
  void priorityWithoutAClass() {
    var request = Requests.create("pods", "a", "{'spec':{}}");
    new Priority(state).mutate(request);
    assertEquals(
        "{\"priority\":0,\"preemptionPolicy\":\"PreemptLowerPriority\"}",
        request.object().path("spec").toString());
    state.put(
        "priorityclasses.scheduling.k8s.io",
        "{'metadata':{'name':'usual'},'value':5,'globalDefault':true}");
    var next = Requests.create("pods", "a", "{'spec':{}}");
    new Priority(state).mutate(next);
    assertEquals("usual", next.object().path("spec").path("priorityClassName").asText());
  }

  @Test
  void priorityIsNotForThePodToSay() {
    var plugin = new Priority(state);
    var unknown =
        Requests.create(
            "pods", "a", "{'metadata':{'name':'p'},'spec':{'priorityClassName':'nope'}}");
    assertEquals(
        "pods \"p\" is forbidden: no PriorityClass with name nope was found",
        assertThrows(StatusException.class, () -> plugin.mutate(unknown)).getMessage());
    var own = Requests.create("pods", "a", "{'metadata':{'name':'p'},'spec':{'priority':7}}");
    assertThrows(StatusException.class, () -> plugin.mutate(own));
  }

  @Test
  void tolerations() {
    var request =
        Requests.create(
            "pods",
            "a",
            "{'spec':{'tolerations':[{'key':'node.kubernetes.io/not-ready','operator':'Exists'}]}}");
    new DefaultTolerationSeconds().mutate(request);
    assertEquals(
        "[{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\"},"
            + "{\"key\":\"node.kubernetes.io/unreachable\",\"operator\":\"Exists\","
            + "\"effect\":\"NoExecute\",\"tolerationSeconds\":300}]",
        request.object().path("spec").path("tolerations").toString());
    String before = request.object().toString();
    new DefaultTolerationSeconds().mutate(request);
    assertEquals(before, request.object().toString());
  }

  @Test
  void aNewNodeIsTainted() {
    var request = Requests.create("nodes", "", "{'metadata':{'name':'n'}}");
    new TaintNodesByCondition().mutate(request);
    assertEquals(
        "[{\"key\":\"node.kubernetes.io/not-ready\",\"effect\":\"NoSchedule\"}]",
        request.object().path("spec").path("taints").toString());
    var update =
        Requests.request(
            Operation.UPDATE, "nodes", "", "", "{'metadata':{'name':'n'}}", "{}", Requests.USER);
    new TaintNodesByCondition().mutate(update);
    assertEquals("{\"metadata\":{\"name\":\"n\"}}", update.object().toString());
  }
}
