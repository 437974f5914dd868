package dev.skiff.controlplane.protection;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skiff.controlplane.resource.ResourceRegistry;
import dev.skiff.controlplane.resource.ResourceType;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Objects of every type that is served, of the right form and without sense: created, applied, and
 * merged into objects that are there, with and without dry run. No 500 and no stack trace.
 */
@QuarkusTest
@TestProfile(ProtectedServer.class)
@Timeout(900)
class FuzzedTypesTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 3);
  private static final long SEED = Long.getLong("fuzz.seed", 20_261_129L);

  @Inject RawClient client;
  @Inject ResourceRegistry registry;

  private final Random random = new Random(SEED);
  private final FuzzObjects objects = new FuzzObjects(random);
  private final List<String> wrong = new ArrayList<>();

  @Test
  void objectsWithoutSenseAreRefused() throws Exception {
    send("POST", "/api/v1/namespaces", "application/json", "{\"metadata\":{\"name\":\"fuzz\"}}");
    send(
        "POST",
        "/api/v1/namespaces/fuzz/serviceaccounts",
        "application/json",
        "{\"metadata\":{\"name\":\"default\"}}");
    List<ResourceType> types =
        registry.all().stream().filter(type -> type.verbs().contains("create")).toList();
    assertTrue(types.size() > 50, "there are types");
    for (int round = 0; round < ROUNDS; round++) {
      for (ResourceType type : types) {
        String name = "fuzz-" + round;
        String collection = collection(type);
        String body = objects.of(type, name).toString();
        send("POST", collection + "?dryRun=All", "application/json", body);
        if (type.verbs().contains("update")) change(type, collection + "/" + name, name);
      }
    }
    assertTrue(wrong.isEmpty(), () -> wrong.size() + "\n" + String.join("\n", wrong));
  }

  private void change(ResourceType type, String path, String name) throws Exception {
    String apply = "?dryRun=All&force=true&fieldManager=fuzz";
    String applied = objects.of(type, name).toString();
    send("PATCH", path + apply, "application/apply-patch+yaml", applied);
    send("PUT", path + "?dryRun=All", "application/json", objects.of(type, name).toString());
    for (String subresource : List.of("status", "scale")) {
      if (type.subresource(subresource).isEmpty()) continue;
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      JsonNode part = objects.part(type, subresource.equals("status") ? "status" : "spec");
      if (part == null) continue;
      patch.set(subresource.equals("status") ? "status" : "spec", part);
      send(
          "PATCH",
          path + "/" + subresource + "?dryRun=All",
          "application/merge-patch+json",
          patch.toString());
    }
  }

  private static String collection(ResourceType type) {
    String root = type.group().isEmpty() ? "/api/" : "/apis/" + type.group() + "/";
    String namespace = type.namespaced() ? "/namespaces/fuzz" : "";
    return root + type.version() + namespace + "/" + type.plural();
  }

  private void send(String method, String path, String mediaType, String json) throws Exception {
    String answer = client.send(method + " " + path + " HTTP/1.1", mediaType, json);
    boolean fine =
        answer.startsWith("HTTP/1.1 2")
            || answer.startsWith("HTTP/1.1 4") && answer.contains("\"kind\":\"Status\"");
    // What the form of an applied object does not allow is a 500 upstream, too.
    fine |= answer.contains("\"message\":\"failed to create typed patch object (");
    boolean internals = answer.contains("Exception") || answer.contains("\tat ");
    if (fine && !internals) return;
    wrong.add(
        "%s %s\n  %s\n  %s".formatted(method, path, cut(json), cut(answer.replace("\r\n", " ~ "))));
  }

  private static String cut(String text) {
    return text.length() > 1500 ? text.substring(0, 1500) + "…" : text;
  }
}
