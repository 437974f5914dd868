package dev.skiff.controlplane.protection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Well-formed requests that are made to cost too much: each is answered, in time. */
@QuarkusTest
@TestProfile(ProtectedServer.class)
@Timeout(120)
class HostileInputTest {
  private static final String MANY_LABELS = "a.".repeat(20_000) + "a";

  @Inject RawClient client;

  @Test
  void namesOfManyLabels() throws Exception {
    String configMaps = "/api/v1/namespaces/default/configmaps";
    assertEquals(422, post(configMaps, "{\"metadata\":{\"name\":\"" + MANY_LABELS + "\"}}"));
    assertEquals(
        422,
        post(
            configMaps,
            "{\"metadata\":{\"name\":\"a\",\"labels\":{\"" + MANY_LABELS + "/b\":\"c\"}}}"));
    assertEquals(400, code("GET " + configMaps + "?labelSelector=" + MANY_LABELS + "/b", ""));
  }

  @Test
  void patternsThatTryEveryWay() throws Exception {
    assertEquals(422, post(definitions(), definition("hostiles", "(".repeat(30_000))));
    assertEquals(201, post(definitions(), definition("tries", "^(a+)+$")));
    String collection = "/apis/hostile.example/v1/tries";
    String object =
        """
        {"apiVersion": "hostile.example/v1", "kind": "Tries", "metadata": {"name": "%s"}, "text": "%s"}\
        """;
    int code = 404;
    while (code == 404) code = post(collection, object.formatted("good", "a".repeat(10_000)));
    assertEquals(201, code);
    assertEquals(422, post(collection, object.formatted("bad", "a".repeat(10_000) + "!")));
  }

  @Test
  void aGracePeriodWithoutEnd() throws Exception {
    String pods = "/api/v1/namespaces/default/pods";
    String spec = "{\"terminationGracePeriodSeconds\":9223372036854775807,\"nodeName\":\"n\",";
    post("/api/v1/namespaces/default/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    assertEquals(
        201,
        post(
            pods,
            "{\"metadata\":{\"name\":\"endless\"},\"spec\":"
                + spec
                + "\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}"));
    assertEquals(200, code("DELETE " + pods + "/endless", ""));
    assertEquals(200, code("DELETE " + pods + "/endless?gracePeriodSeconds=0", ""));
  }

  private static String definitions() {
    return "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  }

  private static String definition(String plural, String pattern) {
    return """
        {"metadata": {"name": "%s.hostile.example"}, "spec": {"group": "hostile.example", "scope": "Cluster",
        "names": {"plural": "%s", "kind": "Tries"}, "versions": [{"name": "v1", "served": true, "storage": true,
        "schema": {"openAPIV3Schema": {"type": "object", "properties": {"text": {"type": "string", "pattern": "%s"}}}}}]}}\
        """
        .formatted(plural, plural, pattern);
  }

  private int post(String path, String json) throws Exception {
    return code("POST " + path, json);
  }

  private int code(String request, String json) throws Exception {
    String answer = client.send(request + " HTTP/1.1", "application/json", json);
    assertTrue(answer.startsWith("HTTP/1.1 "), answer);
    return Integer.parseInt(answer.substring(9, 12));
  }
}
