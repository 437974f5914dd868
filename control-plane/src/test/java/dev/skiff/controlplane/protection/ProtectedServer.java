package dev.skiff.controlplane.protection;

import dev.skiff.controlplane.api.ServerResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server with so little room that a test can fill it. */
public final class ProtectedServer implements QuarkusTestProfile {
  static final int READING = 4;
  static final int CHANGING = 4;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "skiff.audit.policy-file", policy().toString(),
        "skiff.limits.requests-in-flight", Integer.toString(READING),
        "skiff.limits.mutating-requests-in-flight", Integer.toString(CHANGING));
  }

  private static Path policy() {
    try {
      Path file = Files.createTempFile("audit-policy", ".yaml");
      file.toFile().deleteOnExit();
      return Files.writeString(
          file,
          """
          apiVersion: audit.k8s.io/v1
          kind: Policy
          omitStages: [RequestReceived]
          rules:
          - level: None
            users: ["system:apiserver", "unheard"]
          - level: None
            namespaces: [fuzz]
          - level: RequestResponse
            omitManagedFields: true
            namespaces: [audited]
            resources: [{group: "", resources: [configmaps]}]
          - level: Request
            namespaces: [audited]
            resources: [{group: "", resources: [serviceaccounts]}]
          - level: Metadata
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(ServerResource.class));
  }
}
