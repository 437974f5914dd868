package dev.skiff.controlplane.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.skiff.controlplane.bootstrap.SkiffConfig;
import dev.skiff.controlplane.bootstrap.StartRefusal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What an operator has decided about admission plugins: upstream's {@code AdmissionConfiguration}
 * of {@code apiserver.config.k8s.io/v1}, in which each plugin has a configuration of its own, in
 * place or in a file.
 */
@Singleton
public final class AdmissionConfiguration {
  private static final YAMLMapper YAML = new YAMLMapper();
  private static final String TYPE = "apiserver.config.k8s.io/v1";

  /** The plugins that read theirs. */
  private static final Set<String> CONFIGURABLE = Set.of("PodSecurity");

  private final Path file;
  private final Map<String, JsonNode> plugins;

  @Inject
  AdmissionConfiguration(SkiffConfig config) {
    this(config.admissionControlConfigFile().orElse(null));
  }

  /**
   * @param file null for none
   */
  AdmissionConfiguration(Path file) {
    this.file = file;
    try {
      this.plugins = file == null ? Map.of() : read(file);
    } catch (IOException | IllegalArgumentException wrong) {
      throw unusable(wrong);
    }
  }

  /**
   * The configuration of a plugin.
   *
   * @param reader is given a missing node if there is none; what it says in an
   *     IllegalArgumentException ends the start
   */
  public <T> T of(String plugin, Function<JsonNode, T> reader) {
    try {
      return reader.apply(plugins.getOrDefault(plugin, MissingNode.getInstance()));
    } catch (IllegalArgumentException wrong) {
      throw unusable(new IllegalArgumentException(plugin + ": " + wrong.getMessage()));
    }
  }

  private static Map<String, JsonNode> read(Path file) throws IOException {
    JsonNode root = YAML.readTree(Files.readString(file));
    boolean known =
        root.path("apiVersion").asText().equals(TYPE)
            && root.path("kind").asText().equals("AdmissionConfiguration");
    if (!known) throw new IllegalArgumentException("it is no AdmissionConfiguration of " + TYPE);
    Map<String, JsonNode> plugins = new HashMap<>();
    for (JsonNode plugin : root.path("plugins")) {
      String name = plugin.path("name").asText();
      if (!CONFIGURABLE.contains(name)) {
        throw new IllegalArgumentException("the plugin \"" + name + "\" takes no configuration");
      }
      String path = plugin.path("path").asText();
      JsonNode inPlace = plugin.path("configuration");
      plugins.put(
          name,
          path.isEmpty() ? inPlace : YAML.readTree(Files.readString(file.resolveSibling(path))));
    }
    return plugins;
  }

  private RuntimeException unusable(Exception wrong) {
    String why = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
    return StartRefusal.of("The admission configuration " + file + " cannot be used: " + why + ".");
  }
}
