package dev.skiff.controlplane.controller.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

class TemplateHashTest {
  private final TemplateHash hash = new TemplateHash(new KubernetesSerialization());

  @Test
  void theHashLabelDoesNotCount() {
    PodTemplateSpec labelled =
        new PodTemplateSpecBuilder(template("nginx:1"))
            .editMetadata()
            .addToLabels(TemplateHash.LABEL, "abc")
            .endMetadata()
            .build();
    assertTrue(hash.same(template("nginx:1"), labelled));
    assertEquals(hash.of(template("nginx:1"), null), hash.of(labelled, null));
  }

  @Test
  void anotherImageIsAnotherTemplate() {
    assertFalse(hash.same(template("nginx:1"), template("nginx:2")));
    assertNotEquals(hash.of(template("nginx:1"), null), hash.of(template("nginx:2"), null));
  }

  @Test
  void aCollisionMakesAnotherName() {
    assertNotEquals(hash.of(template("nginx:1"), null), hash.of(template("nginx:1"), 1));
  }

  @Test
  void theHashIsSafeInNames() {
    assertTrue(hash.of(template("nginx:1"), null).matches("[bcdfghjklmnpqrstvwxz2456789]{1,10}"));
  }

  private static PodTemplateSpec template(String image) {
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("c")
        .withImage(image)
        .endContainer()
        .endSpec()
        .build();
  }
}
