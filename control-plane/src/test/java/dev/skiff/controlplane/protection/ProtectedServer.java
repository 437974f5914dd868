package dev.skiff.controlplane.protection;

import dev.skiff.controlplane.api.ServerResource;
import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** A server with so little room that a test can fill it. */
public final class ProtectedServer implements QuarkusTestProfile {
  static final int READING = 4;
  static final int CHANGING = 4;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "skiff.limits.requests-in-flight", Integer.toString(READING),
        "skiff.limits.mutating-requests-in-flight", Integer.toString(CHANGING));
  }

  @Override
  public List<TestResourceEntry> testResources() {
    return List.of(new TestResourceEntry(ServerResource.class));
  }

  @Override
  public boolean disableGlobalTestResources() {
    return false;
  }
}
