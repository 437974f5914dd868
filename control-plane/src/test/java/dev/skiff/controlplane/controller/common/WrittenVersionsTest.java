package dev.skiff.controlplane.controller.common;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.operator.api.Request;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;

class WrittenVersionsTest {
  private final WrittenVersions written = new WrittenVersions();

  @Test
  void whatIsOlderThanWhatWasWrittenIsNotTrusted() {
    assertFalse(written.overtakes(version("9")));
    written.note(version("10"));
    assertTrue(written.overtakes(version("9")));
    assertFalse(written.overtakes(version("10")));
    assertFalse(written.overtakes(version("11")));
  }

  @Test
  void whatIsGoneIsForgotten() {
    written.note(version("10"));
    written.forget(new Request("default", "a"));
    assertFalse(written.overtakes(version("9")));
  }

  private static ConfigMap version(String version) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("a")
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
