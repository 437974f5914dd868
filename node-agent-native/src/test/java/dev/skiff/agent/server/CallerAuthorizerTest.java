package dev.skiff.agent.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;

class CallerAuthorizerTest {

  private final List<String> asked = new ArrayList<>();
  private String allowed = "";
  private final CallerAuthorizer authorizer = new CallerAuthorizer(this::review, "node1");

  /** An API server that knows the token "good" and allows one subresource. */
  private JsonNode review(String path, ObjectNode review) {
    ObjectNode status = review.putObject("status");
    if (review.path("kind").asText().equals("TokenReview")) {
      status.put("authenticated", review.at("/spec/token").asText().equals("good"));
      status.putObject("user").put("username", "monitor").putArray("groups").add("readers");
      return review;
    }
    JsonNode attributes = review.at("/spec/resourceAttributes");
    assertEquals("node1", attributes.path("name").asText());
    assertEquals("monitor", review.at("/spec/user").asText());
    String subresource = attributes.path("subresource").asText();
    asked.add(attributes.path("verb").asText() + " nodes/" + subresource);
    status.put("allowed", subresource.equals(allowed));
    return review;
  }

  @Test
  void aSubresourceOfItsOwnIsEnough() {
    allowed = "configz";
    assertDoesNotThrow(() -> ask("configz", "good"));
    assertEquals(List.of("get nodes/configz"), asked);
  }

  @Test
  void proxyIsEnoughForWhatOnceHadNoOther() {
    allowed = "proxy";
    for (String path : List.of("configz", "healthz", "pods")) {
      asked.clear();
      assertDoesNotThrow(() -> ask(path, "good"));
      assertEquals(List.of("get nodes/" + path, "get nodes/proxy"), asked);
    }
  }

  @Test
  void proxyIsNotEnoughForWhatHasItsOwn() {
    allowed = "proxy";
    StatusError error = assertThrows(StatusError.class, () -> ask("metrics", "good"));
    assertEquals(
        "Forbidden (user=monitor, verb=get, resource=nodes, subresource(s)=[metrics])",
        error.getMessage());
    assertDoesNotThrow(() -> ask("exec", "good"));
  }

  @Test
  void theRefusalNamesAllThatWouldDo() {
    StatusError error = assertThrows(StatusError.class, () -> ask("configz", "good"));
    assertEquals(
        "Forbidden (user=monitor, verb=get, resource=nodes, subresource(s)=[configz proxy])",
        error.getMessage());
  }

  @Test
  void strangers() {
    assertThrows(StatusError.class, () -> ask("configz", "bad"));
    assertEquals(List.of(), asked);
  }

  @Test
  void everyAttributeOfACertificateCounts() {
    var caller =
        CallerAuthorizer.of(
            new X500Principal("OU=a+O=readers,OU=a+CN=system:node:n2,CN=n1,O=system:nodes"));
    assertEquals("system:node:n2", caller.name());
    assertEquals(List.of("system:authenticated", "system:nodes", "readers"), caller.groups());
  }

  private void ask(String path, String token) {
    authorizer.authorize(
        new HttpRequest("GET", "/" + path, Map.of(), Map.of("authorization", "Bearer " + token)),
        null,
        KubeletApi.subresources(path));
  }
}
