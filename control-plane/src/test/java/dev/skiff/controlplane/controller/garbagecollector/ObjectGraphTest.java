package dev.skiff.controlplane.controller.garbagecollector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.ResourceEvent;
import dev.skiff.operator.api.ResourceEvent.Type;
import dev.skiff.operator.api.ResourceKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectGraphTest {
  private static final ResourceKind KIND = new ResourceKind("", "v1", "Pod", "pods", true);

  private final ObjectGraph graph = new ObjectGraph();

  @Test
  void anOwnersEndConcernsItsDependents() {
    see(Type.ADDED, object("owner", null));
    assertEquals(Set.of(), see(Type.ADDED, object("child", "owner")));
    assertEquals(Set.of("child"), see(Type.DELETED, object("owner", null)));
  }

  @Test
  void aDependentOfAnUnseenOwnerIsLookedAt() {
    assertEquals(Set.of("child"), see(Type.ADDED, object("child", "owner")));
    assertFalse(graph.find("owner").orElseThrow().confirmed());
    see(Type.ADDED, object("owner", null));
    assertTrue(graph.find("owner").orElseThrow().confirmed());
    assertEquals("child", graph.dependents("owner").getFirst().uid());
  }

  @Test
  void eachDependentOfAnUnseenOwnerIsLookedAtOnce() {
    assertEquals(Set.of("first"), see(Type.ADDED, object("first", "owner")));
    assertEquals(Set.of("second"), see(Type.ADDED, object("second", "owner")));
    assertEquals(Set.of(), see(Type.UPDATED, object("second", "owner")));
  }

  @Test
  void aReferenceThatHasTheUidAloneIsLookedAt() {
    see(Type.ADDED, object("owner", null));
    GenericKubernetesResource named = object("named", "owner");
    named.getMetadata().getOwnerReferences().getFirst().setName("other");
    assertEquals(Set.of("named"), see(Type.ADDED, named));
    GenericKubernetesResource far = object("far", "owner");
    far.getMetadata().setNamespace("elsewhere");
    assertEquals(Set.of("far"), see(Type.ADDED, far));
    assertTrue(graph.find("owner").orElseThrow().isElsewhere("elsewhere"));
  }

  @Test
  void thoseWhoseOwnersNobodyHasSeenWait() {
    see(Type.ADDED, object("child", "owner"));
    assertEquals(Set.of("child"), graph.waiting());
    see(Type.ADDED, object("owner", null));
    assertEquals(Set.of(), graph.waiting());
  }

  @Test
  void foregroundDeletionGoesDownAndComesBackUp() {
    see(Type.ADDED, object("owner", null));
    see(Type.ADDED, object("child", "owner"));
    GenericKubernetesResource going = object("owner", null);
    going.getMetadata().setDeletionTimestamp("2030-01-01T00:00:00Z");
    going.getMetadata().setFinalizers(List.of(ObjectGraph.FOREGROUND));
    assertEquals(Set.of("child", "owner"), see(Type.UPDATED, going));
    assertTrue(graph.dependents("owner").getFirst().blocks("owner"));
    assertEquals(Set.of("owner"), see(Type.DELETED, object("child", "owner")));
    assertTrue(graph.dependents("owner").isEmpty());
  }

  @Test
  void aDependentThatIsDisownedIsForgotten() {
    see(Type.ADDED, object("child", "owner"));
    see(Type.UPDATED, object("child", null));
    assertTrue(graph.find("owner").isEmpty());
  }

  private Set<String> see(Type type, GenericKubernetesResource object) {
    return graph.observe(KIND, new ResourceEvent<>(type, null, object));
  }

  private static GenericKubernetesResource object(String uid, String owner) {
    GenericKubernetesResource object = new GenericKubernetesResource();
    var metadata = new ObjectMetaBuilder().withNamespace("default").withName(uid).withUid(uid);
    if (owner != null) {
      metadata.withOwnerReferences(
          new OwnerReferenceBuilder()
              .withApiVersion("v1")
              .withKind("Pod")
              .withName(owner)
              .withUid(owner)
              .withBlockOwnerDeletion(true)
              .build());
    }
    object.setMetadata(metadata.build());
    return object;
  }
}
