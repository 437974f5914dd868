package dev.skiff.controlplane.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.runtime.PreventFurtherStepsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionConfigurationTest {
  private static final String HEAD =
      "apiVersion: apiserver.config.k8s.io/v1\nkind: AdmissionConfiguration\nplugins:\n";

  @TempDir Path folder;

  private AdmissionConfiguration written(String yaml) throws IOException {
    return new AdmissionConfiguration(Files.writeString(folder.resolve("admission.yaml"), yaml));
  }

  private String problem(String yaml) {
    String line =
        assertThrows(PreventFurtherStepsException.class, () -> written(yaml)).getMessage();
    return line.substring(line.indexOf("cannot be used: "));
  }

  @Test
  void withoutAFileNothingIsConfigured() {
    var none = new AdmissionConfiguration((Path) null);
    assertTrue(none.of("PodSecurity", JsonNode::isMissingNode));
  }

  @Test
  void aPluginsConfigurationIsInPlaceOrInAFileBeside() throws IOException {
    AdmissionConfiguration inPlace = written(HEAD + "- {name: PodSecurity, configuration: {a: 1}}");
    assertEquals("{\"a\":1}", inPlace.of("PodSecurity", JsonNode::toString));
    Files.writeString(folder.resolve("pods.yaml"), "b: 2");
    AdmissionConfiguration beside = written(HEAD + "- {name: PodSecurity, path: pods.yaml}");
    assertEquals("{\"b\":2}", beside.of("PodSecurity", JsonNode::toString));
  }

  @Test
  void aFileThatCannotBeUsedEndsTheStart() throws IOException {
    assertEquals(
        "cannot be used: it is no AdmissionConfiguration of apiserver.config.k8s.io/v1.",
        problem("kind: Pod"));
    assertEquals(
        "cannot be used: the plugin \"Priority\" takes no configuration.",
        problem(HEAD + "- name: Priority"));
    AdmissionConfiguration known = written(HEAD + "- {name: PodSecurity, configuration: {a: 1}}");
    String line =
        assertThrows(
                PreventFurtherStepsException.class,
                () ->
                    known.of(
                        "PodSecurity",
                        read -> {
                          throw new IllegalArgumentException("a is none of it");
                        }))
            .getMessage();
    assertTrue(line.endsWith("cannot be used: PodSecurity: a is none of it."), line);
  }
}
