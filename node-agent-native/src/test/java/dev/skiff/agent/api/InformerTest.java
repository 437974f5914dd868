package dev.skiff.agent.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InformerTest implements ResourceEventHandler<Pod> {
  private final Informer<Pod> informer = new Informer<>(null, ApiResource.PODS, null, "", this);
  private final List<String> told = new ArrayList<>();

  @Override
  public void onSet(Pod pod) {
    told.add("set " + pod.getMetadata().getUid());
  }

  @Override
  public void onDelete(Pod pod) {
    told.add("gone " + pod.getMetadata().getUid());
  }

  @Test
  void eachRevisionIsToldOnce() {
    happened("ADDED", "u1", 1);
    happened("MODIFIED", "u1", 1);
    happened("MODIFIED", "u1", 2);
    happened("BOOKMARK", "", 3);
    happened("DELETED", "u1", 4);
    assertEquals(List.of("set u1", "set u1", "gone u1"), told);
    assertTrue(informer.all().isEmpty());
  }

  /** As after a LIST anew, before which one was deleted and another created. */
  @Test
  void anObjectMadeAnewUnderItsNameEndsTheOldOne() {
    happened("ADDED", "u1", 1);
    happened("MODIFIED", "u2", 5);
    assertEquals(List.of("set u1", "gone u1", "set u2"), told);
    assertEquals("u2", informer.get("default", "web").orElseThrow().getMetadata().getUid());
  }

  private void happened(String type, String uid, int revision) {
    ObjectNode pod = Json.object();
    pod.putObject("metadata")
        .put("namespace", "default")
        .put("name", "web")
        .put("uid", uid)
        .put("resourceVersion", Integer.toString(revision));
    informer.handle(new WatchStream.Event(type, pod));
  }
}
