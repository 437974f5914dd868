package dev.skiff.controlplane.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Watches: events, selections, bookmarks, revisions that are gone. */
@QuarkusTest
@QuarkusTestResource(ServerResource.class)
class WatchTest {
  @Inject Administrator admin;

  private List<String> events(String path) {
    return admin.get(path).body().asString().lines().filter(line -> !line.isBlank()).toList();
  }

  @Test
  void changesSinceARevision() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String revision = admin.get(path).path("metadata.resourceVersion");
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    admin.patch(path + "/a", Administrator.MERGE, "{\"data\":{\"k\":\"v\"}}");
    admin.delete(path + "/a");
    List<String> events =
        events(
            path
                + "?watch=1&fieldSelector=metadata.name=a&timeoutSeconds=1&resourceVersion="
                + revision);
    assertEquals(3, events.size(), events::toString);
    assertTrue(events.get(0).startsWith("{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\""));
    assertTrue(events.get(1).startsWith("{\"type\":\"MODIFIED\""));
    assertTrue(events.get(2).startsWith("{\"type\":\"DELETED\""));
  }

  @Test
  void eachEventIsOneMessageOfAWebSocket() throws Exception {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String revision = admin.get(path).path("metadata.resourceVersion");
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    admin.delete(path + "/a");
    List<String> events =
        admin.webSocket(
            path
                + "?watch=1&fieldSelector=metadata.name=a&timeoutSeconds=1&resourceVersion="
                + revision,
            null);
    assertEquals(2, events.size(), events::toString);
    assertTrue(events.get(0).startsWith("{\"type\":\"ADDED\",\"object\":{\"kind\":\"ConfigMap\""));
    assertTrue(events.get(1).endsWith("}}"), events.get(1));
  }

  @Test
  void leavingTheSelectionLooksLikeDeletion() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    String revision =
        admin
            .post(path, "{\"metadata\":{\"name\":\"a\",\"labels\":{\"x\":\"1\"}}}")
            .path("metadata.resourceVersion");
    admin.patch(path + "/a", Administrator.MERGE, "{\"metadata\":{\"labels\":{\"x\":\"2\"}}}");
    admin.patch(path + "/a", Administrator.MERGE, "{\"metadata\":{\"labels\":{\"x\":\"1\"}}}");
    List<String> events =
        events(path + "?watch=1&labelSelector=x=1&timeoutSeconds=1&resourceVersion=" + revision);
    assertEquals(2, events.size(), events::toString);
    assertTrue(events.get(0).startsWith("{\"type\":\"DELETED\""), events.get(0));
    assertTrue(events.get(0).contains("\"x\":\"1\""), events.get(0));
    assertTrue(events.get(1).startsWith("{\"type\":\"ADDED\""), events.get(1));
  }

  @Test
  void thePathOfAnObjectIsWatchedForThatObject() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/configmaps";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    admin.post(path, "{\"metadata\":{\"name\":\"b\"}}");
    String one = path.replace("/api/v1/", "/api/v1/watch/") + "/b?timeoutSeconds=1";
    List<String> events = events(one);
    assertEquals(1, events.size(), events::toString);
    assertTrue(events.getFirst().contains("\"name\":\"b\""), events.getFirst());
    assertEquals(
        "fieldSelector metadata.name doesn't match requested name",
        admin.get(one + "&fieldSelector=metadata.name=a").path("message"));
  }

  @Test
  void streamingListsEndWithABookmark() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    List<String> events =
        events(
            path
                + "?watch=1&sendInitialEvents=true&allowWatchBookmarks=true"
                + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=1");
    assertTrue(events.get(0).startsWith("{\"type\":\"ADDED\""));
    assertTrue(events.get(1).startsWith("{\"type\":\"BOOKMARK\""), events.get(1));
    assertTrue(events.get(1).contains("\"k8s.io/initial-events-end\":\"true\""));
    admin.get(path + "?watch=1&sendInitialEvents=true").then().statusCode(422);
  }

  @Test
  void aWatchThatNamesNoRevisionIsAStreamingList() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    for (String revision : List.of("", "&resourceVersion=0")) {
      List<String> events =
          events(path + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=1" + revision);
      assertTrue(events.get(0).startsWith("{\"type\":\"ADDED\""), events.get(0));
      assertTrue(events.get(1).contains("\"k8s.io/initial-events-end\":\"true\""), events.get(1));
    }
  }

  @Test
  void aWatchFromAnyRevisionWithoutWhatIsThereBeginsNow() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    String any =
        "?watch=1&resourceVersion=0&resourceVersionMatch=NotOlderThan&sendInitialEvents=false";
    assertEquals("", admin.get(path + any + "&timeoutSeconds=1").asString());
  }

  @Test
  void bookmarksHaveTheFieldsThatAreAlwaysThere() {
    String watch =
        "/api/v1/namespaces/"
            + admin.namespace()
            + "/pods?watch=1&sendInitialEvents=true&allowWatchBookmarks=true"
            + "&resourceVersionMatch=NotOlderThan&timeoutSeconds=1";
    String whole = events(watch).getFirst();
    assertTrue(whole.startsWith("{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Pod\","), whole);
    assertTrue(
        whole.endsWith(
            "\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}},"
                + "\"spec\":{\"containers\":null},\"status\":{}}}"),
        whole);
    String metadata =
        admin
            .request()
            .accept("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1")
            .get(watch)
            .asString();
    assertTrue(
        metadata.startsWith(
            "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"PartialObjectMetadata\","),
        metadata);
    assertTrue(metadata.lines().findFirst().orElseThrow().endsWith("\"true\"}}}}"), metadata);
  }

  @Test
  void tablesAreWatchedToo() {
    String path = "/api/v1/namespaces/" + admin.namespace() + "/secrets";
    admin.post(path, "{\"metadata\":{\"name\":\"a\"}}");
    String events =
        admin
            .request()
            .accept("application/json;as=Table;g=meta.k8s.io;v=v1")
            .get(path + "?watch=1&timeoutSeconds=1")
            .asString();
    assertTrue(events.startsWith("{\"type\":\"ADDED\",\"object\":{\"kind\":\"Table\""), events);
  }
}
