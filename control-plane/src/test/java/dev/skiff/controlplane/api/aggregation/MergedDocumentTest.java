package dev.skiff.controlplane.api.aggregation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skiff.controlplane.api.aggregation.MergedDocument.Part;
import dev.skiff.controlplane.resource.openapi.OpenApi;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MergedDocumentTest {
  private int additions;
  private MergedDocument merged;

  @BeforeEach
  void start() {
    additions = 0;
    merged =
        new MergedDocument(
            (all, part) -> {
              additions++;
              all.put(part.service().group(), part.document().hash());
            });
  }

  private static OpenApi.Document document(String title) {
    return OpenApi.Document.of(JsonNodeFactory.instance.objectNode().put("title", title));
  }

  private static Part part(String group, String title) {
    ApiService service =
        new ApiService("v1." + group, group, "v1", 100, 10, "ns", "s", 443, "", true, true);
    return new Part(service, document(title));
  }

  private static String text(OpenApi.Document document) {
    return new String(document.json(), StandardCharsets.UTF_8);
  }

  @Test
  void withoutOthersItIsTheOwnOne() {
    OpenApi.Document own = document("own");
    assertSame(own, merged.of(own, List.of()));
    assertEquals(0, additions);
  }

  @Test
  void itIsMadeOncePerChange() {
    OpenApi.Document own = document("own");
    OpenApi.Document first = merged.of(own, List.of(part("a", "1"), part("b", "1")));
    String expected =
        "{\"title\":\"own\",\"a\":\"%1$s\",\"b\":\"%1$s\"}".formatted(document("1").hash());
    assertEquals(expected, text(first));
    // What is the same to its last byte has not changed, whenever it was read.
    assertSame(first, merged.of(document("own"), List.of(part("a", "1"), part("b", "1"))));
    assertEquals(2, additions);

    OpenApi.Document remoteChanged = merged.of(own, List.of(part("a", "2"), part("b", "1")));
    assertNotEquals(first.hash(), remoteChanged.hash());
    assertEquals(4, additions);
    merged.of(document("own, changed"), List.of(part("a", "2"), part("b", "1")));
    assertEquals(6, additions);
    merged.of(document("own, changed"), List.of(part("a", "2")));
    assertEquals(7, additions);
    merged.of(document("own, changed"), List.of(part("c", "2")));
    assertEquals(8, additions);
  }
}
