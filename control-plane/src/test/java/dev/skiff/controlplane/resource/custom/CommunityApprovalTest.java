package dev.skiff.controlplane.resource.custom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommunityApprovalTest {
  private static ObjectNode definition(String group) {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    definition.putObject("spec").put("group", group);
    return definition;
  }

  @Test
  void groupsOfTheCommunityNeedIt() {
    assertTrue(CommunityApproval.isNeeded(definition("x.k8s.io")));
    assertTrue(CommunityApproval.isNeeded(definition("kubernetes.io")));
    assertFalse(CommunityApproval.isNeeded(definition("xk8s.io")));
  }

  @ParameterizedTest
  @CsvSource({
    "'', MISSING",
    "'unapproved, a test', UNAPPROVED",
    "https://example.com/1, APPROVED",
    "https://a@example.com:1?x, APPROVED",
    "https://:80/x, APPROVED",
    "https://a@/x, INVALID",
    "https:///x, INVALID",
    "/x, INVALID",
    "yes, INVALID"
  })
  void theAnnotationSaysWhereItWasGiven(String text, CommunityApproval.State state) {
    ObjectNode definition = definition("x.k8s.io");
    definition.withObject("/metadata/annotations").put(CommunityApproval.ANNOTATION, text);
    assertEquals(state, CommunityApproval.of(definition).state());
  }
}
