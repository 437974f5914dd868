package dev.skiff.controlplane.api.request;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.http.HttpRequests;
import org.junit.jupiter.api.Test;

class LongRunningTest {
  @Test
  void watchesAndStreams() {
    assertTrue(unbounded("GET", "/api/v1/pods", "watch=true"));
    assertTrue(unbounded("GET", "/api/v1/pods", "limit=1&watch"));
    assertTrue(unbounded("GET", "/api/v1/namespaces", "watch=1"));
    assertTrue(unbounded("GET", "/apis/apps/v1/namespaces/a/deployments", "watch=1"));
    assertTrue(unbounded("GET", "/api/v1/watch/pods", null));
    assertTrue(unbounded("GET", "/apis/apps/v1/watch/namespaces/a/deployments", null));
    assertTrue(unbounded("GET", "/api/v1/namespaces/a/pods/b/log", "follow=true"));
    assertTrue(unbounded("GET", "/api/v1/pods", "w%61tch=1"));
    assertTrue(unbounded("POST", "/api/v1/namespaces/a/pods/b/exec", "command=a"));
    assertTrue(unbounded("PUT", "/api/v1/namespaces/a/services/b/proxy/x", null));
    assertTrue(unbounded("GET", "/api/v1/nodes/a/proxy/metrics", null));
  }

  @Test
  void othersAreCounted() {
    assertFalse(unbounded("GET", "/api/v1/pods", "watch=false"));
    assertFalse(unbounded("POST", "/api/v1/namespaces/a/pods", "watch=true"));
    assertFalse(unbounded("GET", "/api/v1/namespaces/log", null));
    assertFalse(unbounded("GET", "/api/v1/namespaces/a/pods/log", null));
    assertFalse(unbounded("GET", "/version", "watch=1"));
    assertFalse(unbounded("GET", "/api/v1/namespaces/a/pods/b", "watch=1"));
    assertFalse(unbounded("GET", "/api/v1/namespaces/a", "watch=1"));
    assertFalse(unbounded("GET", "/apis/apps/v1/namespaces/a/deployments/b/status", "watch=1"));
    assertFalse(unbounded("GET", "/api/v1", null));
  }

  @Test
  void bodiesThatAreReadAreCounted() {
    assertFalse(unbounded("POST", "/api/v1/namespaces/a/pods/b/log", null));
    assertFalse(unbounded("POST", "/api/v1/watch/pods", null));
    assertFalse(unbounded("DELETE", "/api/v1/pods", "watch=1"));
  }

  @Test
  void nothingIsHiddenByItsEncoding() {
    assertFalse(unbounded("GET", "/api/v1/pods", "w%61tch=0&watch=1"));
    assertFalse(unbounded("GET", "/api/v1/namespaces/a/pods/b%2Fstatus/log", null));
    assertTrue(unbounded("GET", "/api/v1/namespaces/a/pods%2Fb/log", null));
    assertFalse(unbounded("GET", "/api/v1/namespaces/a/pods/b/%zz/log", null));
  }

  private static boolean unbounded(String method, String path, String query) {
    return HttpRequests.unbounded(method, path, query);
  }
}
