package dev.skiff.controlplane.api.request;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LongRunningTest {
  @Test
  void watchesAndStreams() {
    assertTrue(LongRunning.mayBe("GET", "/api/v1/pods", "watch=true"));
    assertTrue(LongRunning.mayBe("GET", "/api/v1/pods", "limit=1&watch"));
    assertTrue(LongRunning.mayBe("GET", "/api/v1/namespaces", "watch=1"));
    assertTrue(LongRunning.mayBe("GET", "/apis/apps/v1/namespaces/a/deployments", "watch=1"));
    assertTrue(LongRunning.mayBe("GET", "/api/v1/watch/pods", null));
    assertTrue(LongRunning.mayBe("GET", "/apis/apps/v1/watch/namespaces/a/deployments", null));
    assertTrue(LongRunning.mayBe("GET", "/api/v1/namespaces/a/pods/b/log", "follow=true"));
    assertTrue(LongRunning.mayBe("POST", "/api/v1/namespaces/a/pods/b/exec", "command=a"));
    assertTrue(LongRunning.mayBe("PUT", "/api/v1/namespaces/a/services/b/proxy/x", null));
    assertTrue(LongRunning.mayBe("GET", "/api/v1/nodes/a/proxy/metrics", null));
  }

  @Test
  void othersAreCounted() {
    assertFalse(LongRunning.mayBe("GET", "/api/v1/pods", "watch=false"));
    assertFalse(LongRunning.mayBe("POST", "/api/v1/namespaces/a/pods", "watch=true"));
    assertFalse(LongRunning.mayBe("GET", "/api/v1/namespaces/log", null));
    assertFalse(LongRunning.mayBe("GET", "/api/v1/namespaces/a/pods/log", null));
    assertFalse(LongRunning.mayBe("GET", "/version", "watch=1"));
    assertFalse(LongRunning.mayBe("GET", "/api/v1/namespaces/a/pods/b", "watch=1"));
    assertFalse(LongRunning.mayBe("GET", "/api/v1/namespaces/a", "watch=1"));
    assertFalse(
        LongRunning.mayBe("GET", "/apis/apps/v1/namespaces/a/deployments/b/status", "watch=1"));
    assertFalse(LongRunning.mayBe("GET", "/api/v1", null));
  }
}
