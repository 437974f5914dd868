package dev.skiff.controlplane.api.endpoint;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import dev.skiff.controlplane.api.output.Indentation;
import jakarta.inject.Singleton;
import java.util.List;

/** {@code /version}: the level of the Kubernetes API that is served. */
@Singleton
final class Version implements Endpoint {
  private static final String GIT_VERSION = "v1.35.4+skiff";

  @Override
  public List<String> paths() {
    return List.of("/version");
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    if (!request.path().equals("/version") && !request.path().equals("/version/")) return null;
    ObjectNode version = JsonNodeFactory.instance.objectNode();
    version.put("major", "1").put("minor", "35");
    version.put("emulationMajor", "1").put("emulationMinor", "35");
    version.put("minCompatibilityMajor", "1").put("minCompatibilityMinor", "34");
    version.put("gitVersion", GIT_VERSION).put("gitCommit", "").put("gitTreeState", "clean");
    version.put("buildDate", "").put("goVersion", "");
    version.put("compiler", "java " + Runtime.version().feature());
    version.put("platform", "linux/" + architecture());
    return Indentation.apply(Answers.json(200, version));
  }

  private static String architecture() {
    String name = System.getProperty("os.arch");
    return name.equals("aarch64") ? "arm64" : name;
  }
}
