package dev.skiff.agent.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.iptables.mount.FakeMounts;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodSetUpTest {
  private static final Pod POD =
      Yaml.pod(
          """
          metadata: {name: p, namespace: default, uid: u1}
          spec:
            containers: [{name: c, image: x}]
            volumes:
            - name: token
              projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 3600}}]}
          """);

  @TempDir Path directory;
  private final FakeApi api = new FakeApi();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

  /** A pod may take longer to end than its token lives. */
  @Test
  void tokensAreRenewedWhileAPodEnds() throws IOException {
    PodSetUp setUp = setUp();
    assertTrue(setUp.ready(POD, List.of(), now.get()));
    assertEquals("token1", token(setUp));
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(40)));
    setUp.refresh(POD, List.of(), now.get());
    assertEquals("token1", token(setUp));
    now.updateAndGet(before -> before.plus(Duration.ofMinutes(10)));
    assertTrue(setUp.refresh(POD, List.of(), now.get()).isAfter(now.get()));
    assertEquals("token2", token(setUp));
  }

  @Test
  void aPodThatEndsBeforeItHadVolumesGetsNone() throws IOException {
    PodSetUp setUp = setUp();
    assertNull(setUp.refresh(POD, List.of(), now.get()));
    assertNull(setUp.paths());
  }

  private PodSetUp setUp() throws IOException {
    PodServices shared =
        new PodServices(
            TestNode.settings(directory),
            null,
            "fake",
            null,
            api,
            api,
            api,
            api,
            api,
            null,
            null,
            null,
            new FakeMounts(),
            null,
            null,
            now::get);
    return new PodSetUp(shared, "u1", new Mailbox());
  }

  private static String token(PodSetUp setUp) throws IOException {
    return Files.readString(setUp.paths().get("token").resolve("token"));
  }
}
