package dev.skiff.controlplane.admission.matching;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skiff.controlplane.admission.AdmissionRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Which requests a webhook or a policy wants: a {@code NamedRuleWithOperations}. In each list a
 * star stands for all.
 *
 * @param resources such as {@code pods}, {@code pods/status}, {@code pods/*} or {@code *}{@code
 *     /scale}; a star alone means no subresources
 * @param scope Cluster, Namespaced or a star
 * @param names of objects; empty for all
 */
public record Rule(
    List<String> operations,
    List<String> groups,
    List<String> versions,
    List<String> resources,
    String scope,
    List<String> names) {

  /** Reads a rule. */
  public static Rule of(JsonNode rule) {
    return new Rule(
        texts(rule.path("operations")),
        texts(rule.path("apiGroups")),
        texts(rule.path("apiVersions")),
        texts(rule.path("resources")),
        rule.path("scope").asText("*"),
        texts(rule.path("resourceNames")));
  }

  /**
   * Whether it wants a request.
   *
   * @param group of the resource, in the form that is asked about
   */
  boolean matches(AdmissionRequest request, String group, String version, String resource) {
    return (names.isEmpty() || names.contains(request.name()))
        && inScope(request)
        && has(operations, request.operation().name())
        && has(groups, group)
        && has(versions, version)
        && resources.stream().anyMatch(each -> covers(each, resource, request.subresource()));
  }

  /** A Namespace is cluster-scoped, although its requests carry a namespace. */
  private boolean inScope(AdmissionRequest request) {
    boolean inNamespace = request.type().namespaced() && !request.namespace().isEmpty();
    return switch (scope) {
      case "Namespaced" -> inNamespace;
      case "Cluster" -> !inNamespace;
      default -> true;
    };
  }

  private static boolean covers(String wanted, String resource, String subresource) {
    int slash = wanted.indexOf('/');
    String of = slash < 0 ? wanted : wanted.substring(0, slash);
    String sub = slash < 0 ? "" : wanted.substring(slash + 1);
    return (of.equals("*") || of.equals(resource)) && (sub.equals("*") || sub.equals(subresource));
  }

  private static boolean has(List<String> wanted, String value) {
    return wanted.contains("*") || wanted.contains(value);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return List.copyOf(texts);
  }
}
