package dev.skiff.controlplane.api.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skiff.controlplane.api.Administrator;
import dev.skiff.controlplane.api.ServerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches and large lists of one client, which share a connection. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
@Timeout(60)
class Http2StreamsTest {
  /** More than Vert.x would let a client cancel in half a minute. */
  private static final int MANY = 230;

  @Inject Administrator admin;

  @Test
  void aClientMayCancelManyWatchesAndKeepOne() throws Exception {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String revision = admin.get(path).path("metadata.resourceVersion");
    // One name only: kube-root-ca.crt may come meanwhile.
    String query = "?watch=1&timeoutSeconds=30&fieldSelector=metadata.name%3Da&resourceVersion=";
    String watch = path + query + revision;
    try (HttpClient client = admin.client()) {
      HttpResponse<InputStream> kept = sent(client, watch);
      assertEquals(HttpClient.Version.HTTP_2, kept.version());
      for (int i = 0; i < MANY; i++) {
        sent(client, watch).body().close();
      }
      admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
      try (BufferedReader events = reader(kept)) {
        assertTrue(events.readLine().contains("\"name\":\"a\""));
      }
    }
  }

  @Test
  void aLargeListIsWhole() throws Exception {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String data = "x".repeat(100_000);
    for (String name : new String[] {"a", "b", "c"}) {
      admin.post(
          path, "{\"metadata\":{\"name\":\"" + name + "\"},\"data\":{\"k\":\"" + data + "\"}}");
    }
    String expected = admin.get(path).asString();
    assertTrue(expected.length() > 3 * data.length(), "more than goes out in one piece");
    try (HttpClient client = admin.client()) {
      HttpResponse<InputStream> list = sent(client, path);
      try (InputStream body = list.body()) {
        assertEquals(expected, new String(body.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }

  private HttpResponse<InputStream> sent(HttpClient client, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(admin.uri(path)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
  }

  private static BufferedReader reader(HttpResponse<InputStream> response) {
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }
}
