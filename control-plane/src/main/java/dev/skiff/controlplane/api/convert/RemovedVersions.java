package dev.skiff.controlplane.api.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** All conversions of removed versions, as the module resource-model wrote them down. */
final class RemovedVersions {
  private static final String FILE = "dev/skiff/resourcemodel/conversions.json.gz";

  /** By kind, or by apiVersion and kind where one version differs from another. */
  private static final Map<String, Reshaping> RESHAPINGS =
      Map.of(
          "CustomResourceDefinition", new DefinitionVersions(),
          "Ingress", new IngressBackends(),
          "PodDisruptionBudget", new DisruptionSelectors(),
          "EndpointSlice", new EndpointTopology(),
          "rbac.authorization.k8s.io/v1alpha1 RoleBinding", new RoleSubjects(),
          "rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding", new RoleSubjects(),
          "autoscaling/v2beta1 HorizontalPodAutoscaler", new AutoscalerMetrics());

  private static final Map<String, RemovedVersion> VERSIONS = load();

  private RemovedVersions() {}

  /** The conversion between a version and its successor; null if the version was not removed. */
  static RemovedVersion of(String apiVersion, String kind) {
    return VERSIONS.get(apiVersion + " " + kind);
  }

  private static Map<String, RemovedVersion> load() {
    Map<String, RemovedVersion> versions = new HashMap<>();
    try (InputStream in = RemovedVersions.class.getClassLoader().getResourceAsStream(FILE)) {
      if (in == null) throw new IOException(FILE + " is not on the class path");
      JsonNode all = new ObjectMapper().readTree(new GZIPInputStream(in));
      for (Map.Entry<String, JsonNode> entry : all.properties()) {
        String kind = entry.getKey().substring(entry.getKey().indexOf(' ') + 1);
        Reshaping reshaping = RESHAPINGS.getOrDefault(entry.getKey(), RESHAPINGS.get(kind));
        JsonNode facts = entry.getValue();
        versions.put(
            entry.getKey(),
            new RemovedVersion(
                facts.get("successor").textValue(),
                texts(facts.path("moves")),
                texts(facts.path("annotations")),
                reshaping));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(versions);
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new HashMap<>();
    node.properties().forEach(field -> texts.put(field.getKey(), field.getValue().textValue()));
    return Map.copyOf(texts);
  }
}
