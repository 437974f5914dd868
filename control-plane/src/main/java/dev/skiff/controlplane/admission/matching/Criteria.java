package dev.skiff.controlplane.admission.matching;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.api.request.LabelSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * Which requests a webhook, a policy or a binding concerns: {@code MatchResources}.
 *
 * @param rules one of them must want the request; empty wants all
 * @param excluded none of them may
 * @param equivalent whether rules also want requests that come in another version of what they name
 */
public record Criteria(
    List<Rule> rules,
    List<Rule> excluded,
    boolean equivalent,
    LabelSelector namespaceSelector,
    LabelSelector objectSelector) {

  /** Reads a MatchResources; one that is missing wants everything. */
  public static Criteria of(JsonNode resources) {
    return new Criteria(
        rules(resources.path("resourceRules")),
        rules(resources.path("excludeResourceRules")),
        resources.path("matchPolicy").asText("Equivalent").equals("Equivalent"),
        selector(resources.get("namespaceSelector")),
        selector(resources.get("objectSelector")));
  }

  private static List<Rule> rules(JsonNode nodes) {
    List<Rule> rules = new ArrayList<>();
    nodes.forEach(node -> rules.add(Rule.of(node)));
    return List.copyOf(rules);
  }

  /** Reads a selector; one that is missing selects everything. */
  public static LabelSelector selector(JsonNode selector) {
    LabelSelector read = LabelSelector.of(selector);
    return read == null ? LabelSelector.EVERYTHING : read;
  }
}
