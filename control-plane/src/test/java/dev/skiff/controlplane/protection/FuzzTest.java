package dev.skiff.controlplane.protection;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever comes in, in whatever encoding, on whatever path: an answer in time, no 500, no stack
 * trace, a Status where upstream gives one, and a heap that does not grow.
 */
@QuarkusTest
@TestProfile(ProtectedServer.class)
@Timeout(900)
class FuzzTest {
  private static final int REQUESTS = 1400;
  private static final long SEED = 20_261_123;
  private static final long PROMPT_NANOS = Duration.ofSeconds(10).toNanos();
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject RawClient client;

  @Test
  void malformedRequestsAreRefused() throws Exception {
    post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"fuzz\"}}");
    post(
        "/api/v1/namespaces/fuzz/configmaps",
        "{\"metadata\":{\"name\":\"target\"},\"data\":{\"x\":\"y\"}}");
    post("/api/v1/namespaces/fuzz/serviceaccounts", "{\"metadata\":{\"name\":\"default\"}}");
    post(
        "/api/v1/namespaces/fuzz/pods",
        "{\"metadata\":{\"name\":\"target\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}");
    Fuzz fuzz = new Fuzz(SEED);
    List<String> wrong = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < REQUESTS; i++) {
      if (i == REQUESTS / 3) before = heapInUse();
      Fuzz.Request request = fuzz.next();
      long begin = System.nanoTime();
      String answer = client.ask(client.administrator(), request.head(), request.body());
      boolean prompt = System.nanoTime() - begin < PROMPT_NANOS;
      String problem = problem(request, answer, prompt);
      if (problem != null)
        wrong.add(i + " " + problem + "\n  " + shown(request) + "\n  " + cut(answer));
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    long grown = (heapInUse() - before) >> 20;
    assertTrue(grown < 48, "the heap grew by " + grown + " MiB");
  }

  private static String problem(Fuzz.Request request, String answer, boolean prompt) {
    if (!answer.startsWith("HTTP/1.1 ")) {
      // Nobody knows where a request with broken framing ends: its connection is cut, at once.
      boolean cut = request.head().contains("Transfer-Encoding: chunked") && answer.isEmpty();
      return cut && prompt ? null : "no answer";
    }
    int code = Integer.parseInt(answer.substring(9, 12));
    if (code == 500 || code == 502) return "a defect";
    if (answer.contains("Exception") || answer.contains("\tat ")) return "internals";
    boolean bodiless = request.head().startsWith("HEAD");
    if (code < 400 || bodiless) return null;
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    String head = answer.substring(0, answer.length() - body.length()).toLowerCase();
    if (head.contains("content-type: application/yaml")) {
      return body.contains("kind: Status\n") && body.contains("code: " + code)
          ? null
          : "not a Status in YAML";
    }
    if (head.contains("content-type: application/vnd.kubernetes.protobuf")) {
      return body.startsWith("k8s\0") && body.contains("Status")
          ? null
          : "not a Status in protocol buffers";
    }
    if (!head.contains("content-type: application/json")) {
      return answer.contains("text/plain") || code == 431 || code == 414 || body.isEmpty()
          ? null
          : "not a Status";
    }
    try {
      JsonNode status = JSON.readTree(body.getBytes(StandardCharsets.ISO_8859_1));
      if (!status.path("kind").asText().equals("Status")) return "not a Status";
      if (status.path("code").asInt() != code) return "another code in the Status";
      return status.path("message").asText().isEmpty() ? "no message" : null;
    } catch (java.io.IOException malformed) {
      return "not JSON";
    }
  }

  private void post(String path, String json) throws Exception {
    String answer = client.send("POST " + path + " HTTP/1.1", "application/json", json);
    assertTrue(answer.startsWith("HTTP/1.1 201 "), answer);
  }

  private static long heapInUse() {
    var memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < 3; i++) memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }

  private static String shown(Fuzz.Request request) {
    String text = request.head() + " | " + new String(request.body(), StandardCharsets.ISO_8859_1);
    return cut(text);
  }

  private static String cut(String text) {
    String line = text.replace("\r\n", " ~ ").replaceAll("\\p{Cntrl}", "?");
    return line.length() > 600 ? line.substring(0, 600) + "…" : line;
  }
}
