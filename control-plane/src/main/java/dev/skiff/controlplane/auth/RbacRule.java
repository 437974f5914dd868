package dev.skiff.controlplane.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A PolicyRule, ready to be compared with requests. {@code *} stands for everything. */
record RbacRule(
    Set<String> verbs,
    Set<String> groups,
    Set<String> resources,
    Set<String> names,
    Set<String> paths) {

  static RbacRule of(JsonNode rule) {
    return new RbacRule(
        strings(rule, "verbs"),
        strings(rule, "apiGroups"),
        strings(rule, "resources"),
        strings(rule, "resourceNames"),
        strings(rule, "nonResourceURLs"));
  }

  /** The {@code rules} of a Role or ClusterRole. */
  static List<RbacRule> all(JsonNode role) {
    List<RbacRule> rules = new ArrayList<>();
    role.path("rules").forEach(rule -> rules.add(of(rule)));
    return List.copyOf(rules);
  }

  boolean allows(Authorizer.Attributes asked) {
    if (!has(verbs, asked.verb())) return false;
    if (!asked.resourceRequest()) return allowsPath(asked.path());
    return has(groups, asked.group())
        && allowsResource(asked.resource(), asked.subresource())
        && (names.isEmpty() || names.contains(asked.name()));
  }

  private boolean allowsResource(String resource, String subresource) {
    if (resources.contains("*")) return true;
    if (subresource.isEmpty()) return resources.contains(resource);
    return resources.contains(resource + "/" + subresource)
        || resources.contains("*/" + subresource);
  }

  private boolean allowsPath(String path) {
    for (String each : paths) {
      if (each.equals("*") || each.equals(path)) return true;
      if (each.endsWith("*") && path.startsWith(each.substring(0, each.length() - 1))) return true;
    }
    return false;
  }

  /** Whether this rule gives everything that a rule with one of each gives. */
  boolean covers(RbacRule single) {
    if (!paths.isEmpty() || !single.paths.isEmpty()) {
      return hasAll(verbs, single.verbs)
          && single.paths.stream().allMatch(this::allowsPath)
          && single.resources.isEmpty();
    }
    return hasAll(verbs, single.verbs)
        && hasAll(groups, single.groups)
        && single.resources.stream().allMatch(this::coversResource)
        && (names.isEmpty() || !single.names.isEmpty() && names.containsAll(single.names));
  }

  private boolean coversResource(String resource) {
    int slash = resource.indexOf('/');
    return slash < 0
        ? allowsResource(resource, "")
        : allowsResource(resource.substring(0, slash), resource.substring(slash + 1));
  }

  /** The same permissions as rules with one verb, group, resource, name or path each. */
  List<RbacRule> singles() {
    List<RbacRule> singles = new ArrayList<>();
    for (String verb : verbs) {
      for (String path : paths) {
        singles.add(new RbacRule(Set.of(verb), Set.of(), Set.of(), Set.of(), Set.of(path)));
      }
      for (String group : groups) {
        for (String resource : resources) {
          if (names.isEmpty()) singles.add(single(verb, group, resource, Set.of()));
          for (String name : names) singles.add(single(verb, group, resource, Set.of(name)));
        }
      }
    }
    return singles;
  }

  private static RbacRule single(String verb, String group, String resource, Set<String> names) {
    return new RbacRule(Set.of(verb), Set.of(group), Set.of(resource), names, Set.of());
  }

  private static boolean has(Set<String> set, String value) {
    return set.contains(value) || set.contains("*");
  }

  private static boolean hasAll(Set<String> set, Set<String> values) {
    return set.contains("*") || set.containsAll(values);
  }

  private static Set<String> strings(JsonNode rule, String field) {
    Set<String> values = new TreeSet<>();
    rule.path(field).forEach(value -> values.add(value.asText()));
    return Set.copyOf(values);
  }
}
