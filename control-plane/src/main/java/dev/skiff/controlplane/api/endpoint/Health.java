package dev.skiff.controlplane.api.endpoint;

import dev.skiff.controlplane.api.ApiRequest;
import dev.skiff.controlplane.api.ApiResponse;
import dev.skiff.controlplane.api.output.Answers;
import io.quarkus.arc.All;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** {@code /livez}, {@code /readyz} and {@code /healthz}, each check on its own path too. */
@Singleton
final class Health implements Endpoint {
  private static final List<String> ROOTS = List.of("/healthz", "/livez", "/readyz");
  private final List<HealthCheck> checks;

  Health(@All List<HealthCheck> checks) {
    this.checks = checks;
  }

  @Override
  public List<String> paths() {
    List<String> paths = new ArrayList<>(ROOTS);
    for (String root : ROOTS) {
      for (HealthCheck check : checks(root.substring(1))) paths.add(root + "/" + check.name());
    }
    return paths;
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    for (String root : ROOTS) {
      if (request.path().equals(root) || request.path().equals(root + "/")) {
        return all(root.substring(1), request);
      }
      if (request.path().startsWith(root + "/")) {
        return one(root.substring(1), request.path().substring(root.length() + 1));
      }
    }
    return null;
  }

  private ApiResponse one(String root, String name) {
    for (HealthCheck check : checks(root)) {
      if (!check.name().equals(name)) continue;
      String problem = check.problem();
      if (problem == null) return Answers.text(200, "ok");
      return Answers.text(500, "internal server error: " + problem + "\n");
    }
    return Answers.text(404, "404 page not found\n");
  }

  private ApiResponse all(String root, ApiRequest request) {
    List<String> excluded = request.query().getOrDefault("exclude", List.of());
    StringBuilder report = new StringBuilder();
    boolean healthy = true;
    for (HealthCheck check : checks(root)) {
      String problem = excluded.contains(check.name()) ? null : check.problem();
      String excludedOr = excluded.contains(check.name()) ? "excluded: ok" : "ok";
      healthy &= problem == null;
      report.append(
          problem == null
              ? "[+]" + check.name() + " " + excludedOr + "\n"
              : "[-]" + check.name() + " failed: reason withheld\n");
    }
    String unknown =
        excluded.stream()
            .filter(name -> checks(root).stream().noneMatch(check -> check.name().equals(name)))
            .map(name -> "\"" + name + "\"")
            .collect(Collectors.joining(", "));
    if (!unknown.isEmpty()) {
      report.append("warn: some health checks cannot be excluded: no matches for ");
      report.append(unknown).append('\n');
    }
    if (!healthy) return Answers.text(500, report + root + " check failed\n");
    if (request.parameter("verbose") == null) return Answers.text(200, "ok");
    return Answers.text(200, report + root + " check passed\n");
  }

  /** What makes the server not ready need not make it dead. */
  private List<HealthCheck> checks(String root) {
    return checks.stream()
        .filter(check -> !check.readinessOnly() || !root.equals("livez"))
        .toList();
  }
}
